import type { ModelId } from '../../../src-shared/contract/ids.ts';
import type { ShownManifest, ShownModel, WorklistRow } from '../../../src-shared/contract/records.ts';
import { suitabilityOf } from '../../../src-shared/findings/suitability.ts';
import { TASK_ORDER } from '../../../src-shared/findings/task-order.ts';

/** What the worklist knows of a case that a network may be asked about. */
export type ChosenCase = Pick<WorklistRow, 'modalities' | 'bodyPart'>;

/** A network that can be asked about many cases at once. */
export interface BatchModel {
  readonly manifest: ShownManifest;
  /** Of how many of the chosen cases nothing speaks against it, by modality and body part. */
  readonly suits: number;
}

/**
 * The networks that can be asked about the chosen cases: first those that suit most of them, of equal ones those whose files say
 * so, then the one that was asked last, then as a person asks.
 *
 * @param last asked about many cases before; null: none
 */
export function batchModels(
  models: readonly ShownModel[],
  cases: readonly ChosenCase[],
  last: ModelId | null,
): BatchModel[] {
  const usable = models.flatMap(({ state, manifest }) =>
    manifest && (state === 'ready' || state === 'not-verified') && !manifest.input.point ? [manifest] : [],
  );
  const ranked = usable.map((manifest) => {
    const fits = cases.map((each) => fitOf(each, manifest));
    return {
      manifest,
      suits: fits.filter((fit) => fit !== 'unsuited').length,
      certain: fits.filter((fit) => fit === 'certain').length,
    };
  });
  const after = ({ manifest }: { manifest: ShownManifest }) => (manifest.id === last ? 0 : 1);
  const task = ({ manifest }: { manifest: ShownManifest }) => TASK_ORDER.indexOf(manifest.task);
  ranked.sort((a, b) => b.suits - a.suits || b.certain - a.certain || after(a) - after(b) || task(a) - task(b));
  return ranked.map(({ manifest, suits }) => ({ manifest, suits }));
}

/** A case of several modalities suits where one of them does. */
function fitOf({ modalities, bodyPart }: ChosenCase, { input }: ShownManifest): 'certain' | 'unknown' | 'unsuited' {
  const each = (modalities.length > 0 ? modalities : [null]).map((modality) =>
    suitabilityOf({ modality, bodyPart }, input),
  );
  const fitting = each.filter(({ against }) => against.length === 0);
  if (fitting.length === 0) return 'unsuited';
  return fitting.some(({ unknown }) => unknown.length === 0) ? 'certain' : 'unknown';
}
