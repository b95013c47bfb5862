import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import type { WorkState } from '../../../src-shared/annotation/labelling.ts';
import type {
  Dataset,
  DatasetBoard,
  DatasetPart,
  LabellingRole,
  StateCounts,
} from '../../../src-shared/contract/annotation-records.ts';
import type { ProfileId } from '../../../src-shared/contract/ids.ts';
import type { Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { getDataset, roleOf, seesOthers } from './datasets.ts';
import { needSchema } from './label-schemas.ts';

type Board = AnnotationCalls['dataset.board'];

const ORDER: readonly (DatasetPart | null)[] = [null, 'train', 'validation', 'test'];

/**
 * How far a dataset is for a person. Counted by SQL over narrow indexes, whatever the number of items. What others said is
 * counted only for those who may see it. Errors: `record-missing`, `record-altered`.
 */
export function datasetBoard(log: Log, { datasetId, profileId }: Board['input']): Board['output'] {
  return log.read(() => {
    const dataset = getDataset(log, datasetId);
    const schema = needSchema(log, dataset.schema.key, dataset.schema.version);
    const parts = partsOf(log, dataset, profileId);
    return {
      dataset,
      schema,
      role: roleOf(dataset, profileId),
      states: sum(parts.map(({ states }) => states)),
      parts,
      readers: readersOf(log, dataset, profileId),
      balance: balanceOf(log, dataset, schema, profileId),
    };
  });
}

function partsOf(log: Log, { id }: Dataset, profileId: ProfileId | null): DatasetBoard['parts'] {
  type Row = { part: DatasetPart | null; items: number };
  const all = log.all<Row>('SELECT part, count(*) AS items FROM dataset_items WHERE dataset_id = ? GROUP BY part', id);
  const worked = log.all<{ part: DatasetPart | null; state: WorkState; items: number }>(
    `SELECT part, state, count(*) AS items FROM labellings JOIN dataset_items ON dataset_items.id = item_id
     WHERE labellings.dataset_id = ? AND profile_id = ? AND role <> 'consensus' GROUP BY part, state`,
    ...[id, profileId ?? 0],
  );
  return all
    .toSorted((a, b) => ORDER.indexOf(a.part) - ORDER.indexOf(b.part))
    .map(({ part, items }) => ({
      part,
      items,
      states: countsOf(
        worked.filter((row) => row.part === part),
        items,
      ),
    }));
}

function readersOf(log: Log, dataset: Dataset, profileId: ProfileId | null): DatasetBoard['readers'] {
  type Row = {
    profileId: ProfileId;
    name: string;
    role: LabellingRole;
    state: WorkState;
    items: number;
    seconds: number;
  };
  const rows = log.all<Row>(
    `SELECT profile_id AS profileId, name, role, state, count(*) AS items, sum(seconds) AS seconds
     FROM labellings JOIN profiles ON profiles.id = profile_id WHERE dataset_id = ? GROUP BY profile_id, role, state`,
    dataset.id,
  );
  // who reads is no secret, and how far they are neither: only what they said is
  const assigned = dataset.readers.map((reader) => ({
    ...reader,
    name: log.one<{ name: string }>('SELECT name FROM profiles WHERE id = ?', reader.profileId)!.name,
  }));
  const readers = new Map<string, Pick<Row, 'profileId' | 'name' | 'role'>>();
  for (const one of [...assigned, ...rows]) readers.set(`${one.profileId}/${one.role}`, one);
  return [...readers.values()]
    .filter((one) => one.role !== 'consensus' || seesOthers(dataset, profileId))
    .map(({ profileId: id, name, role }) => {
      const own = rows.filter((row) => row.profileId === id && row.role === role);
      return {
        ...{ profileId: id, name, role },
        states: countsOf(own, dataset.items),
        seconds: own.reduce((all, { seconds }) => all + seconds, 0),
      };
    });
}

function balanceOf(
  log: Log,
  dataset: Dataset,
  schema: LabelSchema,
  profileId: ProfileId | null,
): DatasetBoard['balance'] {
  const everybody = seesOthers(dataset, profileId);
  const whose = `dataset_id = ? AND role <> 'consensus' AND state <> 'to-do' ${everybody ? '' : 'AND profile_id = ?'}`;
  const bound = everybody ? [dataset.id] : [dataset.id, profileId ?? 0];
  const begun = log.one<{ all_of_them: number }>(
    `SELECT count(*) AS all_of_them FROM labellings WHERE ${whose}`,
    ...bound,
  )!.all_of_them;
  return schema.fields
    .filter((field) => field.scope === 'item' && 'options' in field)
    .map((field) => {
      const given = log.all<{ answer: string; items: number }>(
        `SELECT value ->> '$.answer' AS answer, count(*) AS items FROM labellings
         JOIN labelling_parts ON labelling_id = labellings.id AND kind = 'answer' AND key = ?
         WHERE ${whose} GROUP BY answer`,
        ...[field.key, ...bound],
      );
      const counts = new Map<string, number>();
      for (const { answer, items } of given) {
        const options = answer.startsWith('[') ? (JSON.parse(answer) as string[]) : [answer];
        for (const option of options) counts.set(option, (counts.get(option) ?? 0) + items);
      }
      const answered = given.reduce((all, { items }) => all + items, 0);
      return {
        field: field.key,
        options: ('options' in field ? field.options : []).map(({ key }) => ({
          option: key,
          items: counts.get(key) ?? 0,
        })),
        missing: begun - answered,
      };
    });
}

function countsOf(rows: readonly { state: WorkState; items: number }[], items: number): StateCounts {
  const counts: StateCounts = { 'to-do': 0, 'in-work': 0, done: 0, flagged: 0 };
  for (const row of rows) counts[row.state] += row.items;
  counts['to-do'] = items - counts['in-work'] - counts.done - counts.flagged;
  return counts;
}

function sum(all: readonly StateCounts[]): StateCounts {
  const total: StateCounts = { 'to-do': 0, 'in-work': 0, done: 0, flagged: 0 };
  for (const counts of all) for (const state of Object.keys(total) as WorkState[]) total[state] += counts[state];
  return total;
}
