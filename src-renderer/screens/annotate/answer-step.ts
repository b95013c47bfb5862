import type { Field, FieldAnswer } from '../../../src-shared/annotation/label-schema.ts';
import {
  answerKey,
  type AnswerPlace,
  type LabellingState,
  type Step,
} from '../../../src-shared/annotation/labelling.ts';

/** The answer to a field at a place; null: none. */
export function answerAt(state: LabellingState, field: Field, place: AnswerPlace): FieldAnswer | null {
  return state.answers.get(answerKey(field.key, place))?.answer ?? null;
}

/** The step that answers a field, or takes its answer back; null where it is answered so already. */
export function answerStep(
  state: LabellingState,
  field: Field,
  place: AnswerPlace,
  after: FieldAnswer | null,
): Step | null {
  const before = answerAt(state, field, place);
  if (JSON.stringify(before) === JSON.stringify(after)) return null;
  return { name: 'answer', changes: [{ what: 'answer', field: field.key, place, before, after }] };
}

/**
 * The answer after an option was picked: the one, or none where it was picked before; of several the option is added in the
 * order of the schema or taken out.
 */
export function picked(field: Field, answer: FieldAnswer | null, option: string): FieldAnswer | null {
  if (field.kind === 'single' || field.kind === 'ordinal') return answer === option ? null : option;
  if (field.kind !== 'multiple' && field.kind !== 'checklist') return answer;
  const given = new Set(Array.isArray(answer) ? answer : []);
  if (given.has(option)) given.delete(option);
  else given.add(option);
  const keys = field.options.map(({ key }) => key).filter((key) => given.has(key));
  return keys.length > 0 ? keys : null;
}
