import { answerFault, type Field, type LabelSchema } from './label-schema.ts';
import { afterStep, answerKey, type AnswerPlace, type Change, type LabellingState, type Step } from './labelling.ts';

/** What a labelling is of: the schema version it is made under, and the size of the item. */
export interface LabelledItem {
  readonly schema: LabelSchema;
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
}

/**
 * Why a step can't be taken. `size`: runs of another size, or none that change anything; `slice`: the item has no such
 * slice; `segment`, `field`: the schema has no such one, or it is drawn or asked otherwise; `before`: it is not as the step
 * says that it was; `answer`: not an answer to the field; `region`: a region that is not there, or one that is taken away
 * while pixels or answers are left of it; `untouched`: a person changed what a model drew, and the step does not say so;
 * `drawer`: a consensus is worked out and drawn by nobody.
 */
export type StepFault =
  'size' | 'slice' | 'segment' | 'field' | 'before' | 'answer' | 'region' | 'untouched' | 'drawer';

/** Thrown by {@link checkedStep}. */
export class StepRefused extends Error {
  readonly fault: StepFault;

  constructor(fault: StepFault) {
    super(fault);
    this.name = 'StepRefused';
    this.fault = fault;
  }
}

/**
 * How a labelling stands after a step that somebody asks for: the step must fit the schema, the item's size and how things
 * stand. A step that undoes or redoes one that was taken needs no check. Throws {@link StepRefused}.
 */
export function checkedStep(state: LabellingState, step: Step, item: LabelledItem): LabellingState {
  const after = afterStep(state, step, item.rows * item.columns, (change, now) => {
    const fault = changeFault(change, now, item, state);
    if (fault) throw new StepRefused(fault);
  });
  for (const { place } of after.answers.values()) {
    if (place.scope === 'region' && !after.layers.has(place.uid) && !after.shapes.has(place.uid)) {
      throw new StepRefused('region');
    }
  }
  return after;
}

function changeFault(change: Change, now: LabellingState, item: LabelledItem, first: LabellingState): StepFault | null {
  const { schema } = item;
  switch (change.what) {
    case 'pixels': {
      if (change.slice >= item.slices) return 'slice';
      if (change.toggled.length < 2 || change.toggled.reduce((sum, run) => sum + run, 0) !== item.rows * item.columns)
        return 'size';
      const layer = now.layers.get(change.layer);
      if (!layer) return 'region';
      // what a model draws in the step that brings its layer is its own
      const isModels = layer.drawer.by === 'model' && !layer.drawer.touched;
      return isModels && first.layers.has(change.layer) ? 'untouched' : null;
    }
    case 'layer': {
      const { before, after, uid } = change;
      if (!same(before, now.layers.get(uid) ?? null)) return 'before';
      if (after === null) return [...now.masks.values()].some(({ layer }) => layer === uid) ? 'region' : null;
      if (after.uid !== uid) return 'region';
      if (after.drawer.by === 'consensus' && before?.drawer.by !== 'consensus') return 'drawer';
      return schema.segments.some(({ number, drawn }) => number === after.segment && drawn === 'mask')
        ? null
        : 'segment';
    }
    case 'shape': {
      const { before, after, uid } = change;
      if (!same(before, now.shapes.get(uid) ?? null)) return 'before';
      if (after === null) return null;
      if (after.uid !== uid) return 'region';
      if (after.drawer.by === 'consensus') return 'drawer';
      if (after.slice >= item.slices) return 'slice';
      const inside = after.points.every(([x, y]) => x >= 0 && y >= 0 && x <= item.columns && y <= item.rows);
      if (!inside) return 'size';
      if (before?.drawer.by === 'model' && after.drawer.by === 'model' && !after.drawer.touched) return 'untouched';
      return schema.segments.some(({ number, drawn }) => number === after.segment && drawn === after.kind)
        ? null
        : 'segment';
    }
    case 'answer':
      return answerChangeFault(change, now, item);
    case 'state':
      if (!schema.segments.some(({ number }) => number === change.segment)) return 'segment';
      return (now.states.get(change.segment) ?? 'to-do') === change.before ? null : 'before';
  }
}

function answerChangeFault(
  { field: key, place, before, after }: Change & { what: 'answer' },
  now: LabellingState,
  { schema, slices }: LabelledItem,
): StepFault | null {
  if (!same(before, now.answers.get(answerKey(key, place))?.answer ?? null)) return 'before';
  // a field or a slice that went with a newer schema may still be cleared
  if (after === null) return null;
  const field = schema.fields.find((one) => one.key === key);
  if (field?.scope !== place.scope) return 'field';
  if (place.scope === 'slice' && place.slice >= slices) return 'slice';
  if (place.scope === 'region' && !now.layers.has(place.uid) && !now.shapes.has(place.uid)) return 'region';
  return answerFault(field, after) === null ? null : 'answer';
}

/** Whether two plain values are alike. */
function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return (
    keys.length === others.length &&
    keys.every((key) => same((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]))
  );
}

/** A required answer that is not there. */
export interface MissingAnswer {
  readonly field: string;
  readonly place: AnswerPlace;
}

/**
 * The required answers that a labelling lacks, in the order of the schema. A field that waits for another's answer is asked
 * only where that one was given; a region is every shape, and every layer with something inside.
 *
 * @param slices of the item: each needs its answers to the fields of a slice
 */
export function missingAnswers(state: LabellingState, schema: LabelSchema, slices: number): MissingAnswer[] {
  const filled = new Set([...state.masks.values()].map(({ layer }) => layer));
  const regions = [...[...state.layers.keys()].filter((uid) => filled.has(uid)), ...state.shapes.keys()];
  const places = (scope: Field['scope']): AnswerPlace[] => {
    if (scope === 'item') return [{ scope }];
    if (scope === 'slice') return Array.from({ length: slices }, (_, slice) => ({ scope, slice }));
    return regions.map((uid) => ({ scope, uid }));
  };
  return schema.fields
    .filter(({ required }) => required)
    .flatMap((field) =>
      places(field.scope)
        .filter((place) => isAsked(state, schema, field, place) && !isAnswered(state, field, place))
        .map((place) => ({ field: field.key, place })),
    );
}

/** Whether a field is asked at a place: what it waits for was answered so, and is asked itself. */
export function isAsked(state: LabellingState, schema: LabelSchema, field: Field, place: AnswerPlace): boolean {
  const { when } = field;
  if (!when) return true;
  const other = schema.fields.find(({ key }) => key === when.field);
  const answer = state.answers.get(answerKey(when.field, place))?.answer;
  const given = Array.isArray(answer) ? answer : [answer];
  return (
    other !== undefined && given.some((one) => when.is.includes(one as string)) && isAsked(state, schema, other, place)
  );
}

function isAnswered(state: LabellingState, field: Field, place: AnswerPlace): boolean {
  const answer = state.answers.get(answerKey(field.key, place))?.answer;
  if (answer === undefined) return false;
  if (field.kind === 'checklist') return (answer as readonly string[]).length === field.options.length;
  return Array.isArray(answer) || typeof answer === 'string' ? answer.length > 0 : true;
}
