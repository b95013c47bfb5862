import { ModelId, ResultId } from '../contract/ids.ts';
import { z } from '../schema.ts';
import { FieldAnswer, SchemaKey } from './label-schema.ts';
import { insideOfRuns, MaskRuns, toggleRuns } from './mask-runs.ts';

/**
 * A labelling is what one reader says of one item of a dataset: masks, shapes and answers. It is a journal of steps; how it
 * stands is what the steps that were not undone made of it.
 */

/** Slices of an item are counted in reading order, from 0. */
const slice = z.number().int().min(0).max(99_999);
const segment = z.number().int().min(1).max(255);
/** Picture pixels, counted from the outer corner of the first pixel (its middle is 0.5, 0.5). */
const coordinate = z.number().min(-70_000).max(140_000);

/** Who drew it first. What a model drew stays marked until a person has touched it. */
export const Drawer = z.discriminatedUnion('by', [
  z.object({ by: z.literal('person') }).strict(),
  /** Several readers' majority; only the case log draws so. */
  z.object({ by: z.literal('consensus') }).strict(),
  z
    .object({
      by: z.literal('model'),
      modelId: ModelId,
      version: z.string().max(40),
      resultId: ResultId,
      /** A person changed or confirmed it since. */
      touched: z.boolean(),
    })
    .strict(),
]);
export type Drawer = z.infer<typeof Drawer>;

/** Where the work on a segment stands. */
export const WorkState = z.enum(['to-do', 'in-work', 'done', 'flagged']);
export type WorkState = z.infer<typeof WorkState>;

/** A mask of one segment; a segment may have several, a model's beside the person's own. */
export const Layer = z.object({ uid: z.uuid(), segment, drawer: Drawer, hidden: z.boolean() }).strict();
export type Layer = z.infer<typeof Layer>;

/** A box (two opposite corners), a point, or a polygon (its corners in order, closed by itself). */
export const Shape = z
  .object({
    uid: z.uuid(),
    segment,
    slice,
    kind: z.enum(['box', 'point', 'polygon']),
    points: z
      .array(z.tuple([coordinate, coordinate]))
      .min(1)
      .max(10_000),
    drawer: Drawer,
  })
  .strict()
  .refine(
    ({ kind, points }) => (kind === 'polygon' ? points.length >= 3 : points.length === (kind === 'box' ? 2 : 1)),
    'has the wrong number of points',
  );
export type Shape = z.infer<typeof Shape>;

/** To what an answer belongs: the item, a slice, or a region (a layer's or a shape's uid). */
export const AnswerPlace = z.union([
  z.object({ scope: z.literal('item') }).strict(),
  z.object({ scope: z.literal('slice'), slice }).strict(),
  z.object({ scope: z.literal('region'), uid: z.uuid() }).strict(),
]);
export type AnswerPlace = z.infer<typeof AnswerPlace>;

/** Something that changes, as it was and as it is; null: not there. */
const changed = <S extends z.ZodType>(of: S) => ({ before: of.nullable(), after: of.nullable() });

/** One change. Each holds what is needed to take it back. */
export const Change = z.discriminatedUnion('what', [
  /** Pixels of a layer's slice that were toggled: `toggleRuns` of the slice before and after. */
  z.object({ what: z.literal('pixels'), layer: z.uuid(), slice, toggled: MaskRuns }).strict(),
  z.object({ what: z.literal('layer'), uid: z.uuid(), ...changed(Layer) }).strict(),
  z.object({ what: z.literal('shape'), uid: z.uuid(), ...changed(Shape) }).strict(),
  z.object({ what: z.literal('answer'), field: SchemaKey, place: AnswerPlace, ...changed(FieldAnswer) }).strict(),
  z.object({ what: z.literal('state'), segment, before: WorkState, after: WorkState }).strict(),
]);
export type Change = z.infer<typeof Change>;

/** What a person did in one go, undone and redone as one: a stroke, a box, an answer, a model's mask taken over. */
export const Step = z
  .object({
    /** Name of what was done, for the history list: a tool's, or of the form. */
    name: SchemaKey,
    changes: z.array(Change).min(1).max(20_000),
  })
  .strict();
export type Step = z.infer<typeof Step>;

/** A slice of a layer that has something inside. */
export interface MaskSlice {
  readonly layer: string;
  readonly slice: number;
  readonly runs: MaskRuns;
}

/** How a labelling stands. Maps are by uid, by `layer/slice`, by field and place, and by segment number. */
export interface LabellingState {
  /** In the order in which they were made. */
  readonly layers: ReadonlyMap<string, Layer>;
  readonly masks: ReadonlyMap<string, MaskSlice>;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly answers: ReadonlyMap<
    string,
    { readonly field: string; readonly place: AnswerPlace; readonly answer: FieldAnswer }
  >;
  /** A segment that is not in it is to do. */
  readonly states: ReadonlyMap<number, WorkState>;
}

export const EMPTY_LABELLING: LabellingState = {
  layers: new Map(),
  masks: new Map(),
  shapes: new Map(),
  answers: new Map(),
  states: new Map(),
};

/** Where a layer's slice stands in `LabellingState.masks`. */
export const maskKey = (layer: string, slice: number): string => `${layer}/${slice}`;

/** Where an answer stands in `LabellingState.answers`. */
export function answerKey(field: string, place: AnswerPlace): string {
  switch (place.scope) {
    case 'item':
      return field;
    case 'slice':
      return `${field}/${place.slice}`;
    case 'region':
      return `${field}/${place.uid}`;
  }
}

/** The step that takes a step back. */
export function inverse(step: Step): Step {
  const changes = step.changes.toReversed().map((change): Change => {
    if (change.what === 'pixels') return change;
    return { ...change, before: change.after, after: change.before } as Change;
  });
  return { ...step, changes };
}

/**
 * How a labelling stands after a step; the state given is left as it was. A change that does not fit how things stand (a
 * layer that is not there, a slice of another size) throws `RangeError`: the journal and the state have come apart.
 *
 * @param pixels rows × columns of a slice of the item
 * @param before looks at each change, and at how things stand before it; what it throws ends the step
 */
export function afterStep(
  state: LabellingState,
  step: Step,
  pixels: number,
  before?: (change: Change, state: LabellingState) => void,
): LabellingState {
  const layers = new Map(state.layers);
  const masks = new Map(state.masks);
  const shapes = new Map(state.shapes);
  const answers = new Map(state.answers);
  const states = new Map(state.states);
  const now: LabellingState = { layers, masks, shapes, answers, states };
  for (const change of step.changes) {
    before?.(change, now);
    switch (change.what) {
      case 'pixels': {
        if (!layers.has(change.layer)) throw new RangeError('pixels of a layer that is not there');
        const key = maskKey(change.layer, change.slice);
        const runs = toggleRuns(masks.get(key)?.runs ?? [pixels], change.toggled);
        if (insideOfRuns(runs) === 0) masks.delete(key);
        else masks.set(key, { layer: change.layer, slice: change.slice, runs });
        break;
      }
      case 'layer':
        if (layers.has(change.uid) !== (change.before !== null)) throw new RangeError('a layer is not as it was');
        if (change.after) layers.set(change.uid, change.after);
        else {
          if ([...masks.values()].some(({ layer }) => layer === change.uid))
            throw new RangeError('a layer is not empty');
          layers.delete(change.uid);
        }
        break;
      case 'shape':
        if (shapes.has(change.uid) !== (change.before !== null)) throw new RangeError('a shape is not as it was');
        if (change.after) shapes.set(change.uid, change.after);
        else shapes.delete(change.uid);
        break;
      case 'answer': {
        const { field, place, after } = change;
        if (after === null) answers.delete(answerKey(field, place));
        else answers.set(answerKey(field, place), { field, place, answer: after });
        break;
      }
      case 'state':
        states.set(change.segment, change.after);
        break;
    }
  }
  return now;
}
