import type { Change, LabellingState, Layer, Step, WorkState } from '../../../src-shared/annotation/labelling.ts';
import { touched } from './mask-step.ts';

/** Hides a layer, or shows it again. */
export function hideStep(layer: Layer): Step {
  const after = { ...layer, hidden: !layer.hidden };
  return { name: after.hidden ? 'hide' : 'show', changes: [{ what: 'layer', uid: layer.uid, before: layer, after }] };
}

/** A person says that what a model drew is right. */
export function acceptStep(layer: Layer): Step {
  return { name: 'accept', changes: [{ what: 'layer', uid: layer.uid, before: layer, after: touched(layer) }] };
}

/** Takes a layer away with all its pixels and what was answered about it. */
export function removeLayerStep(state: LabellingState, layer: Layer): Step {
  const after = touched(layer);
  const marked: Change[] = after === layer ? [] : [{ what: 'layer', uid: layer.uid, before: layer, after }];
  const pixels = [...state.masks.values()]
    .filter((mask) => mask.layer === layer.uid)
    .map(({ slice, runs }): Change => ({ what: 'pixels', layer: layer.uid, slice, toggled: [...runs] }));
  const answers = [...state.answers.values()].flatMap(({ field, place, answer }): Change[] =>
    place.scope === 'region' && place.uid === layer.uid
      ? [{ what: 'answer', field, place, before: answer, after: null }]
      : [],
  );
  return {
    name: 'remove-layer',
    changes: [...answers, ...marked, ...pixels, { what: 'layer', uid: layer.uid, before: after, after: null }],
  };
}

/** Says how far the work on a segment is; null where it is so already. */
export function stateStep(state: LabellingState, segment: number, after: WorkState): Step | null {
  const before = state.states.get(segment) ?? 'to-do';
  return before === after ? null : { name: 'segment-state', changes: [{ what: 'state', segment, before, after }] };
}
