import { answerKey, maskKey, type LabellingState } from '../../../src-shared/annotation/labelling.ts';
import type { LabellingContent } from '../../../src-shared/contract/annotation-records.ts';

/** How a labelling stands, from the lists in which it crossed. */
export function stateOf({ layers, masks, shapes, answers, states }: LabellingContent): LabellingState {
  return {
    layers: new Map(layers.map((layer) => [layer.uid, layer])),
    masks: new Map(masks.map((mask) => [maskKey(mask.layer, mask.slice), mask])),
    shapes: new Map(shapes.map((shape) => [shape.uid, shape])),
    answers: new Map(answers.map((given) => [answerKey(given.field, given.place), given])),
    states: new Map(states.map(({ segment, state }) => [segment, state])),
  };
}
