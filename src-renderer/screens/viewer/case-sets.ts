import type { Coded } from '../../../src-shared/contract/coded.ts';
import type { CaseId } from '../../../src-shared/contract/ids.ts';
import type { CaseInstance, CaseSeries, OpenCase } from '../../../src-shared/contract/records.ts';
import type { ImagePlane } from '../../../src-shared/imaging/plane-intersection.ts';
import { assembleSeries } from '../../../src-shared/imaging/series-assembly.ts';
import type { DisplaySet } from '../../../src-shared/imaging/series-display-set.ts';
import { isPlaced, type Plane } from '../../../src-shared/imaging/series-plane.ts';
import type { Trait } from '../../../src-shared/imaging/series-stacks.ts';
import { sameFrame, type FrameKey } from '../../stage/image-id.ts';

/** Names a display set as long as its case is open: the series' id and the set's number within it, from 1. */
export type SetId = `${number}/${number}`;

type Named = CaseInstance & { readonly name: string };

/** A display set of a study, as it is put into panes: what is looked at as one pile. */
export interface CaseSet {
  readonly id: SetId;
  /** Whose it is: the open case, or another study of its patient. */
  readonly caseId: CaseId;
  readonly series: CaseSeries;
  /** Which of how many display sets of its series, counted from 1, and what tells them apart. */
  readonly number: number;
  readonly of: number;
  readonly apartBy: readonly Trait[];
  /** In reading order. */
  readonly frames: readonly FrameKey[];
  /** Where each frame lies in the patient; null where its place, pixel size or frame of reference is unknown. */
  readonly planes: readonly (ImagePlane | null)[];
  readonly warnings: readonly Coded[];
  readonly displaySet: DisplaySet<Named>;
}

/** The display sets of a study, series by series. Nothing is left out: every frame is in exactly one. */
export function setsOf({ caseId, series }: Pick<OpenCase, 'caseId' | 'series'>): CaseSet[] {
  return series.flatMap((one) => {
    const { displaySets } = assembleSeries(one.instances.map((instance): Named => ({ ...instance, name: '' })));
    return displaySets.map((displaySet, i): CaseSet => ({
      id: `${one.id}/${i + 1}`,
      caseId,
      series: one,
      number: i + 1,
      of: displaySets.length,
      apartBy: displaySet.apartBy,
      frames: displaySet.planes.map(({ instance, frame }) => ({ instanceId: instance.id, frame })),
      planes: displaySet.planes.map(imagePlaneOf),
      warnings: displaySet.warnings,
      displaySet,
    }));
  });
}

/** The set that holds a frame, and where in it; null: none does. */
export function placeInSets(sets: readonly CaseSet[], key: FrameKey): { set: CaseSet; index: number } | null {
  for (const set of sets) {
    const index = set.frames.findIndex((frame) => sameFrame(frame, key));
    if (index >= 0) return { set, index };
  }
  return null;
}

function imagePlaneOf(plane: Plane<Named>): ImagePlane | null {
  const { rowMm, columnMm, rows, columns } = plane;
  const frameOfReferenceUid = plane.instance.description.acquisition?.frameOfReferenceUid ?? null;
  if (!isPlaced(plane) || rowMm === null || columnMm === null || frameOfReferenceUid === null) return null;
  const { positionMm, orientation } = plane;
  return { positionMm, orientation, rowMm, columnMm, rows, columns, frameOfReferenceUid };
}
