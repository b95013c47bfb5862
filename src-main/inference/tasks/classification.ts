import { calibrated } from '../../../src-shared/findings/calibrate.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import { labelsOf, operatingPointOf } from '../../../src-shared/findings/manifest-labels.ts';
import type { AnalysisResult, Verdict } from '../../../src-shared/findings/result.ts';
import { excludeOneAnother, judgeProbability, liesWithin } from '../../../src-shared/findings/verdict.ts';
import type { Answer } from '../ask-network.ts';

export type ClassificationWord = Pick<
  AnalysisResult,
  'verdict' | 'operatingPoint' | 'probabilities' | 'uncertainty'
> & {
  /** What the word is about: of the labels with an operating point the one that is judged most severely, else the likeliest. */
  readonly headline: string;
};

/**
 * Logits of a picture (and of its mirror images) as calibrated probabilities with a verdict. Several labels of a sigmoid stand
 * each for itself; those of a softmax exclude one another, as do those that the network itself made to a sum of 1. Every label
 * with an operating point is judged, and the word is about the most severe judgement, so that no label above its threshold hides
 * behind one below. Without an operating point the likeliest of labels that exclude one another is stated (or indeterminate,
 * within its band), and another word is always indeterminate.
 */
export function decodeClassification(answers: readonly Answer[], manifest: ModelManifest): ClassificationWord {
  const labels = labelsOf(manifest).map(({ id }) => id);
  const output = manifest.outputs.find((each) => each.kind === 'logits');
  const activation = output?.kind === 'logits' ? output.activation : 'sigmoid';
  const each = answers.map(({ vectors }) =>
    calibrated(vectors[output?.name ?? ''] as Float32Array, labels, activation, manifest.calibration),
  );
  const probabilities = Object.fromEntries(
    labels.map((id, i) => [id, each.reduce((sum, values) => sum + (values[i] as number), 0) / each.length]),
  );
  const likeliest = labels.reduce(
    (best, id) => (probabilities[id]! > probabilities[best]! ? id : best),
    labels[0] ?? '',
  );
  const raw = answers[0]?.vectors[output?.name ?? ''] ?? [];
  // labels that each stand for themselves may come to 1 on a picture by chance: those of the self-test must as well
  const exclusive = [Array.from(raw), ...testedNumbers(manifest, output?.name ?? '', labels.length)].every((numbers) =>
    excludeOneAnother(activation, numbers),
  );
  const comparable = exclusive || labelsOf(manifest).every(({ given }) => given === null);
  const headline = mostSevere(manifest, probabilities) ?? (comparable ? likeliest : (labels[0] ?? ''));
  const point = operatingPointOf(manifest, headline);
  return {
    headline,
    verdict: verdictOf(manifest, headline, probabilities[headline] as number, exclusive),
    operatingPoint: point
      ? {
          name: point.name,
          label: headline,
          threshold: point.threshold,
          indeterminate: manifest.indeterminate[headline] ?? null,
        }
      : null,
    probabilities,
    ...(each.length > 1 ? { uncertainty: spreadOf(labels, each) } : {}),
  };
}

/** What the network says of the self-test's input, where the manifest has all of it. */
function testedNumbers({ selfTest }: ModelManifest, output: string, labels: number): number[][] {
  const numbers = selfTest.expected[output];
  return numbers?.length === labels && (selfTest.stride?.[output] ?? 1) === 1 ? [numbers] : [];
}

const SEVERITY = { above: 2, indeterminate: 1, below: 0, stated: 0 } as const;

/** The label with an operating point whose judgement is most severe, the first of equals; undefined: none has one. */
function mostSevere(manifest: ModelManifest, probabilities: Readonly<Record<string, number>>): string | undefined {
  const severity = (label: string) => SEVERITY[judgeProbability(manifest, label, probabilities[label] as number)];
  return manifest.operatingPoints
    .map(({ label }) => label)
    .reduce<string | undefined>(
      (most, label) => (most === undefined || severity(label) > severity(most) ? label : most),
      undefined,
    );
}

function verdictOf(manifest: ModelManifest, label: string, probability: number, exclusive: boolean): Verdict {
  if (operatingPointOf(manifest, label) || !exclusive) return judgeProbability(manifest, label, probability);
  const band = manifest.indeterminate[label];
  return band && liesWithin(probability, band) ? 'indeterminate' : 'stated';
}

function spreadOf(labels: readonly string[], each: readonly number[][]): AnalysisResult['uncertainty'] {
  const ends = labels.map((id, i): [string, { low: number; high: number }] => {
    const values = each.map((answer) => answer[i] as number);
    return [id, { low: Math.min(...values), high: Math.max(...values) }];
  });
  return { method: 'flip', answers: each.length, labels: Object.fromEntries(ends) };
}
