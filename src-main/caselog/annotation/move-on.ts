import { answerFault, type LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import { afterStep, type Change, type LabellingState } from '../../../src-shared/annotation/labelling.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { getDataset } from './datasets.ts';
import { needSchema } from './label-schemas.ts';
import { advance } from './labellings.ts';

type MoveOn = AnnotationCalls['labelling.move-on'];

/**
 * Moves a labelling on to its dataset's schema version, as a row of its journal: answers that the version does not take are
 * cleared, and undo ends there. What was said before stays in the journal. Errors: `labelling-changed-elsewhere`,
 * `schema-segments-gone` (details `segment`), `record-missing`.
 */
export function moveOn(log: Log, input: MoveOn['input']): MoveOn['output'] {
  return advance(log, input, (row, state, { rows, columns }) => {
    const { schema: current } = getDataset(log, row.dataset_id);
    const schema = needSchema(log, current.key, current.version);
    const gone = segmentWithout(state, schema);
    if (gone !== undefined) throw new CodedError('schema-segments-gone', { segment: gone });
    const changes = clearings(state, schema);
    // a step has at least one change; a version that takes everything needs none
    const taken = { name: 'schema', changes };
    log.run('DELETE FROM labelling_line WHERE labelling_id = ?', row.id);
    log.run('UPDATE labellings SET schema_version = ? WHERE id = ?', schema.version, row.id);
    // what was done may lack an answer now
    log.run(`UPDATE labellings SET state = 'in-work' WHERE id = ? AND state = 'done'`, row.id);
    return {
      ...{ kind: 'schema', of: schema.version, taken, after: afterStep(state, taken, rows * columns), depth: 0 },
      journalled: changes.length === 0 ? null : canonicalJson(taken),
    };
  }).place;
}

function segmentWithout(state: LabellingState, schema: LabelSchema): number | undefined {
  const drawn = [
    ...[...state.layers.values()].map(({ segment }) => ({ segment, kind: 'mask' })),
    ...state.shapes.values(),
  ];
  return drawn.find(({ segment, kind }) => !schema.segments.some((one) => one.number === segment && one.drawn === kind))
    ?.segment;
}

function clearings(state: LabellingState, schema: LabelSchema): Change[] {
  const answers = [...state.answers.values()].flatMap(({ field: key, place, answer }): Change[] => {
    const field = schema.fields.find((one) => one.key === key);
    const fits = field?.scope === place.scope && answerFault(field, answer) === null;
    return fits ? [] : [{ what: 'answer', field: key, place, before: answer, after: null }];
  });
  const states = [...state.states].flatMap(([segment, now]): Change[] =>
    now === 'to-do' || schema.segments.some(({ number }) => number === segment)
      ? []
      : [{ what: 'state', segment, before: now, after: 'to-do' }],
  );
  return [...answers, ...states];
}
