import type { Code, Coded } from '../../../src-shared/contract/coded.ts';
import type { ResultId } from '../../../src-shared/contract/ids.ts';
import type { OpenCase, ShownManifest, StoredResult } from '../../../src-shared/contract/records.ts';
import { questionOf, takesPlaceOf } from '../../../src-shared/findings/case-word.ts';
import type { Judgement } from '../../../src-shared/findings/judgement.ts';
import type { ModelLabel } from '../../../src-shared/findings/manifest.ts';
import { labelsOf, operatingPointOf } from '../../../src-shared/findings/manifest-labels.ts';
import type { AnalysisResult, Verdict } from '../../../src-shared/findings/result.ts';
import { excludeOneAnother, headlineOf, judgeProbability } from '../../../src-shared/findings/verdict.ts';
import { stackSince } from './model-reads.ts';

/** A result as its card shows it. */
export interface Finding {
  readonly stored: StoredResult;
  /** Everything that persons said of it, oldest first; the last counts. */
  readonly judgements: readonly Judgement[];
  /** A newer result of the same model on the same frame exists, or on the stack as it is now. */
  readonly prior: boolean;
  /** How many images the stack has now that the network read, where that is no longer the same stack; null: it is. */
  readonly stackSince: number | null;
  /** The result of the same model on the same frame before this one; null: there is none. */
  readonly before: StoredResult | null;
}

/** The results of a case, newest first. */
export function findingsOf(openCase: Pick<OpenCase, 'results' | 'judgements' | 'series'>): Finding[] {
  return [...openCase.results].reverse().map((stored, newer, all) => {
    const asked = questionOf(stored.result);
    const prior = all.slice(0, newer).some(({ result }) => takesPlaceOf(result, stored.result));
    const judgements = openCase.judgements.filter(({ resultId }) => resultId === stored.id);
    const before = openCase.results.findLast(({ id, result }) => id < stored.id && questionOf(result) === asked);
    const since = stackSince(stored.result.input, openCase.series);
    return { stored, judgements, prior, stackSince: since, before: before ?? null };
  });
}

/** The result that the keys A, C and X speak of: the newest that waits for a person's word. */
export function awaitingWord(findings: readonly Finding[]): ResultId | null {
  const waiting = findings.find(
    ({ stored, judgements, prior }) => !prior && judgements.length === 0 && stored.result.verdict !== 'refused',
  );
  return waiting?.stored.id ?? null;
}

/** A probability beside the main one. */
export interface SecondaryLabel {
  readonly label: ModelLabel;
  readonly probability: number;
  /** By the label's own operating point; null: it has none. */
  readonly judged: { readonly verdict: Verdict; readonly threshold: number } | null;
}

/** What of a result is said: the label with the operating point, and the others in the manifest's order. */
export interface Said {
  readonly main: { readonly label: ModelLabel | null; readonly id: string; readonly probability: number } | null;
  readonly others: readonly SecondaryLabel[];
}

/**
 * Sorts a result's probabilities. The main label is the result's own operating point's, else the likeliest of several, else the
 * manifest's first.
 * @param manifest of exactly the model that spoke, else null: then labels have no titles and no others are shown
 */
export function saidBy(result: AnalysisResult, manifest: ShownManifest | null): Said {
  const labels = manifest ? labelsOf(manifest) : [];
  const compared = result.operatingPoint !== null || isOneOfSeveral(result, manifest);
  const id =
    (compared ? headlineOf(result)?.label : undefined) ??
    likeliestOf(result.probabilities, manifest) ??
    labels[0]?.id ??
    Object.keys(result.probabilities)[0];
  const probability = id === undefined ? undefined : result.probabilities[id];
  if (id === undefined || probability === undefined) return { main: null, others: [] };
  const others = labels.flatMap((label) => {
    const value = result.probabilities[label.id];
    return label.id === id || value === undefined
      ? []
      : [{ label, probability: value, judged: judgedBy(manifest, label.id, value) }];
  });
  return { main: { label: labels.find((label) => label.id === id) ?? null, id, probability }, others };
}

function judgedBy(manifest: ShownManifest | null, label: string, probability: number): SecondaryLabel['judged'] {
  const point = manifest && operatingPointOf(manifest, label);
  return point ? { verdict: judgeProbability(manifest, label, probability), threshold: point.threshold } : null;
}

/** The measured operating point behind a result; null when the manifest is of another version or has none. */
export function measuredPoint(
  result: AnalysisResult,
  manifest: ShownManifest | null,
): ShownManifest['operatingPoints'][number] | null {
  const used = result.operatingPoint;
  if (!used || !manifest) return null;
  const named = manifest.operatingPoints.find(({ name, label }) => name === used.name && label === used.label);
  const point = named ?? operatingPointOf(manifest, used.label);
  return point && Math.abs(point.threshold - used.threshold) < 1e-9 ? point : null;
}

/** Whether a result names one of several labels that exclude one another, and their probabilities add up to 1. */
export function isOneOfSeveral(
  { verdict, probabilities }: Pick<AnalysisResult, 'verdict' | 'probabilities'>,
  manifest: ShownManifest | null,
): boolean {
  const logits = manifest?.outputs.find((output) => output.kind === 'logits');
  if (logits?.kind !== 'logits' || verdict === 'stated') return verdict === 'stated';
  return excludeOneAnother(logits.activation, Object.values(probabilities));
}

/** Whether all labels stand beside one another: no threshold says which of them the word is about. */
export function showsAllLabels(
  result: Pick<AnalysisResult, 'verdict' | 'probabilities' | 'operatingPoint'>,
  manifest: ShownManifest | null,
): boolean {
  if (isOneOfSeveral(result, manifest)) return true;
  return result.operatingPoint === null && likeliestOf(result.probabilities, manifest) !== null;
}

/** The likeliest of several labels; null: there is one, or they can't be compared as one presupposes another. */
function likeliestOf(probabilities: AnalysisResult['probabilities'], manifest: ShownManifest | null): string | null {
  const ids = Object.keys(probabilities);
  if (ids.length < 2 || (manifest && labelsOf(manifest).some(({ given }) => given !== null))) return null;
  return ids.reduce((best, id) => (probabilities[id]! > probabilities[best]! ? id : best));
}

/** What speaks of numbers, of which a refusal has none. */
const OF_NUMBERS: ReadonlySet<Code> = new Set<Code>(['result-uncalibrated', 'area-not-in-patient']);

/** What a card warns of. */
export function warningsOf({ verdict, warnings }: Pick<AnalysisResult, 'verdict' | 'warnings'>): readonly Coded[] {
  return verdict === 'refused' ? warnings.filter(({ code }) => !OF_NUMBERS.has(code)) : warnings;
}

/** Whether anything was measured of a model on patients; null: nobody knows, it is no longer here. */
export function hasFigures(manifest: Pick<ShownManifest, 'figures' | 'operatingPoints'> | null): boolean | null {
  return manifest && manifest.figures.length + manifest.operatingPoints.length > 0;
}

/** The version that has taken the place of the one that spoke; null: it is the newest that is here. */
export function newerVersion(result: AnalysisResult, manifests: readonly ShownManifest[]): string | null {
  const { id, version } = result.model;
  const versions = manifests.filter((manifest) => manifest.id === id).map((manifest) => manifest.version);
  return versions
    .filter((other) => isNewer(other, version))
    .reduce<string | null>((newest, other) => (newest === null || isNewer(other, newest) ? other : newest), null);
}

function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const at = a.findIndex((part, i) => part !== b[i]);
  return at >= 0 && (a[at] as number) > (b[at] ?? 0);
}

/** The manifest of the model that spoke: same id, version and file; null when the shelf has another now. */
export function manifestOf(result: AnalysisResult, manifests: readonly ShownManifest[]): ShownManifest | null {
  const { id, version, sha256 } = result.model;
  return manifests.find((m) => m.id === id && m.version === version && m.file.sha256 === sha256) ?? null;
}
