import type { LabelSchema, Segment } from '../../../src-shared/annotation/label-schema.ts';
import type { Change, Layer, Step } from '../../../src-shared/annotation/labelling.ts';
import { runsOf } from '../../../src-shared/annotation/mask-runs.ts';
import type { StoredResult } from '../../../src-shared/contract/records.ts';
import type { BothLanguages } from '../../../src-shared/findings/both-languages.ts';
import { frameOfPicture, type ArtefactPicture } from '../../stage/artefact-picture.ts';
import type { FrameKey } from '../../stage/image-id.ts';
import { sliceOf } from '../../stage/result-slice.ts';

/** A label of a model's mask: what it is called there. */
export interface MaskLabel {
  readonly id: string;
  readonly title: BothLanguages | null;
}

/**
 * The segment that a model's label most likely means: one of the same key or title, else the only one that is painted where
 * the model has a single label. Null: a person has to say.
 */
export function segmentFor(
  label: MaskLabel,
  labels: number,
  { segments }: Pick<LabelSchema, 'segments'>,
): Segment | null {
  const painted = segments.filter(({ drawn }) => drawn === 'mask');
  const alike = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
  const named = painted.find(
    ({ key, title }) =>
      alike(key, label.id) ||
      (label.title !== null && (alike(title.en, label.title.en) || alike(title.zh, label.title.zh))),
  );
  return named ?? (labels === 1 && painted.length === 1 ? painted[0]! : null);
}

/**
 * The step that brings a model's mask into a labelling, a layer for each label that means a segment; they stay the model's
 * until a person touches them. Null where nothing of it lies on the item, or all of it is empty.
 *
 * @param segments the segment of each of the mask's labels; null: left out
 */
export function modelMaskStep(
  { id, result }: Pick<StoredResult, 'id' | 'result'>,
  picture: ArtefactPicture,
  segments: readonly (number | null)[],
  item: { readonly rows: number; readonly columns: number; readonly frames: readonly FrameKey[] },
): Step | null {
  const { model, input } = result;
  const changes = segments.flatMap((segment, label): Change[] => {
    if (segment === null) return [];
    const uid = crypto.randomUUID();
    const pixels = item.frames.flatMap((frame, slice): Change[] => {
      const at = sliceOf(input, frame);
      if (at === null || at >= picture.frames) return [];
      const toggled = runsOf(labelOn(picture, at, label + 1, item.rows, item.columns));
      return toggled.length < 2 ? [] : [{ what: 'pixels', layer: uid, slice, toggled }];
    });
    if (pixels.length === 0) return [];
    const layer: Layer = {
      ...{ uid, segment, hidden: false },
      drawer: { by: 'model', modelId: model.id, version: model.version, resultId: id, touched: false },
    };
    return [{ what: 'layer', uid, before: null, after: layer }, ...pixels];
  });
  return changes.length === 0 ? null : { name: 'model-mask', changes };
}

/** Where a mask has a value, on the item's own grid: of a coarser or finer mask the pixel that lies there. */
function labelOn(picture: ArtefactPicture, frame: number, value: number, rows: number, columns: number): Uint8Array {
  const mask = frameOfPicture(picture, frame);
  const out = new Uint8Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    const from = Math.floor(((y + 0.5) * picture.rows) / rows) * picture.columns;
    for (let x = 0; x < columns; x++) {
      if (mask[from + Math.floor(((x + 0.5) * picture.columns) / columns)] === value) out[y * columns + x] = 1;
    }
  }
  return out;
}
