import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import {
  answerKey,
  type Change,
  type LabellingState,
  type Layer,
  type Step,
} from '../../../src-shared/annotation/labelling.ts';
import { insideOfRuns, toggleRuns, type MaskRuns } from '../../../src-shared/annotation/mask-runs.ts';
import { masksOfSegment } from '../../../src-shared/annotation/reader-difference.ts';
import { isUntouched } from './mask-step.ts';

/**
 * The step by which an adjudicator takes another's reading over: masks, shapes and answers to the item and its slices are
 * then as there, drawn by the person who decided so. Null where they are so already.
 *
 * @param pixels rows × columns
 */
export function readingStep(
  state: LabellingState,
  schema: LabelSchema,
  pixels: number,
  reading: LabellingState,
): Step | null {
  const changes = [
    ...schema.segments.flatMap(({ number, drawn }) =>
      drawn === 'mask' ? maskChanges(state, pixels, number, masksOfSegment(reading, number)) : [],
    ),
    ...shapeChanges(state, reading),
    ...answerChanges(state, reading),
  ];
  return changes.length > 0 ? { name: 'take-reading', changes } : null;
}

function maskChanges(
  state: LabellingState,
  pixels: number,
  segment: number,
  wanted: ReadonlyMap<number, MaskRuns>,
): Change[] {
  const own = [...state.layers.values()].findLast((layer) => layer.segment === segment && !isUntouched(layer));
  const layer: Layer = own ?? { uid: crypto.randomUUID(), segment, drawer: { by: 'person' }, hidden: false };
  const mine = new Map(
    [...state.masks.values()].filter((mask) => mask.layer === layer.uid).map(({ slice, runs }) => [slice, runs]),
  );
  const drawn = [...new Set([...mine.keys(), ...wanted.keys()])].flatMap((slice): Change[] => {
    const toggled = toggleRuns(mine.get(slice) ?? [pixels], wanted.get(slice) ?? [pixels]);
    return insideOfRuns(toggled) === 0 ? [] : [{ what: 'pixels', layer: layer.uid, slice, toggled }];
  });
  if (drawn.length === 0) return [];
  return own ? drawn : [{ what: 'layer', uid: layer.uid, before: null, after: layer }, ...drawn];
}

/** Shapes that are not drawn here yet; those that a person drew here stay. */
function shapeChanges(state: LabellingState, reading: LabellingState): Change[] {
  const alike = new Set(
    [...state.shapes.values()].map(({ segment, slice, points }) => JSON.stringify([segment, slice, points])),
  );
  return [...reading.shapes.values()].flatMap((shape): Change[] => {
    if (alike.has(JSON.stringify([shape.segment, shape.slice, shape.points]))) return [];
    const after = { ...shape, uid: crypto.randomUUID(), drawer: { by: 'person' as const } };
    return [{ what: 'shape', uid: after.uid, before: null, after }];
  });
}

function answerChanges(state: LabellingState, reading: LabellingState): Change[] {
  return [...reading.answers.values()].flatMap(({ field, place, answer }): Change[] => {
    if (place.scope === 'region') return [];
    const before = state.answers.get(answerKey(field, place))?.answer ?? null;
    return JSON.stringify(before) === JSON.stringify(answer)
      ? []
      : [{ what: 'answer', field, place, before, after: answer }];
  });
}
