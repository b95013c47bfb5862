import Database from 'better-sqlite3';
import path from 'node:path';
import { runsOf } from '../../src-shared/annotation/mask-runs.ts';
import type { Step } from '../../src-shared/annotation/labelling.ts';
import { CALLS } from '../../src-shared/contract/table.ts';
import { LESION } from '../../src-main/caselog/annotation/examples.ts';
import { film, importOf } from '../../src-main/caselog/examples.ts';
import { CaseLog } from '../../src-main/caselog/index.ts';
import { lineOf, type PartOutcome } from './figures.ts';

const SIDE = 512;
const STROKES_A_ROUND = 40;
const ITEMS = 50_000;
const LABELLED = 20_000;
const LAYER = '6f1c2b1e-58a7-4a5e-9a5f-0d8f6f0a1b01';

/**
 * How long labelling takes in the case log: a brush stroke on a picture of 512 × 512 until it is durable, what of that is
 * main's own time (checking the call and handing it to the log's thread), undo, and the board and a page of a dataset of
 * 50,000 items of which 20,000 are labelled.
 *
 * @param folder takes the log
 */
export async function measure(rounds: number, folder: string): Promise<PartOutcome> {
  const data = path.join(folder, 'labelling');
  const log = new CaseLog({ workerFile: new URL('../../src-main/caselog/worker.ts', import.meta.url) });
  await log.open(data);
  const profileId = (await log.call('profile.open-reader', {})).profile!.id;
  const description = film(1);
  const sized = { ...description, pixels: { ...description.pixels, rows: SIDE, columns: SIDE } };
  const { caseId } = await log.call('instance.import', importOf(sized));
  await log.call('schema.keep', { schema: LESION });
  const dataset = { name: 'Bench', instructions: '', schema: { key: LESION.key, version: 1 }, blinded: false };
  const { id: datasetId } = await log.call('dataset.create', { ...dataset, readers: [] });
  await log.call('dataset.add', { datasetId, caseIds: [caseId], items: 'stacks' });
  const [item] = (await log.call('dataset.items', { datasetId, profileId, offset: 0, limit: 1 })).items;
  const opened = await log.call('labelling.open', { itemId: item!.id, profileId });
  let { revision } = opened.place;
  const { labellingId } = opened;

  const durable: number[] = [];
  const mains: number[] = [];
  const undos: number[] = [];
  for (let stroke = 0; stroke < rounds * STROKES_A_ROUND; stroke++) {
    const step = strokeOf(stroke);
    const start = performance.now();
    const parsed = CALLS['labelling.step'].input.parse({ labellingId, revision, step });
    const answer = log.call('labelling.step', { ...parsed, profileId });
    mains.push(performance.now() - start);
    ({ revision } = await answer);
    durable.push(performance.now() - start);
    if (stroke % 4 !== 3) continue;
    const before = performance.now();
    const { place } = await log.call('labelling.undo', { labellingId, profileId, revision });
    undos.push(performance.now() - before);
    ({ revision } = place);
  }
  await log.close();

  fillDataset(path.join(data, 'caselog.sqlite'), datasetId, profileId);
  await log.open(data);
  const boards: number[] = [];
  const pages: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await log.call('dataset.board', { datasetId, profileId });
    boards.push(performance.now() - start);
    const offset = Math.floor((round * ITEMS) / rounds);
    const page = performance.now();
    await log.call('dataset.items', { datasetId, profileId, offset, limit: 100 });
    pages.push(performance.now() - page);
  }
  await log.close();
  const worst = (milliseconds: readonly number[]) => `worst ${Math.max(...milliseconds).toFixed(1)} ms`;
  return {
    lines: [
      lineOf(`stroke at ${SIDE}² to durable`, durable, { note: `wanted: at most 1 s; ${worst(durable)}` }),
      lineOf(`stroke at ${SIDE}², main’s time`, mains, { note: `wanted: at most 10 ms; ${worst(mains)}` }),
      lineOf(`undo of a stroke at ${SIDE}²`, undos, { note: `wanted: at most 50 ms; ${worst(undos)}` }),
      lineOf(`board of ${ITEMS} items`, boards, { note: `wanted: at most 1 s; ${worst(boards)}` }),
      lineOf(`page of 100 of ${ITEMS} items`, pages),
    ],
    notes: ['Labelling: the case log in its thread, without a window; undo without what the screen takes to draw it.'],
  };
}

/** A disc of a brush of 40 pixels across, drawn along a line: as a person's stroke toggles it. */
function strokeOf(number: number): Step {
  const [fromX, fromY] = [60 + ((number * 97) % 330), 60 + ((number * 61) % 390)];
  const pixels = new Uint8Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const along = Math.min(80, Math.max(0, x - fromX));
      if ((x - fromX - along) ** 2 + (y - fromY) ** 2 <= 400) pixels[y * SIDE + x] = 1;
    }
  }
  const layer = { uid: LAYER, segment: 1, drawer: { by: 'person' as const }, hidden: false };
  const changes: Step['changes'] = [{ what: 'pixels', layer: LAYER, slice: 0, toggled: runsOf(pixels) }];
  if (number === 0) changes.unshift({ what: 'layer', uid: LAYER, before: null, after: layer });
  return { name: 'brush', changes };
}

/** Copies the one item many times, with labellings and answers: importing as many pictures takes longer than labelling them. */
function fillDataset(file: string, datasetId: number, profileId: number): void {
  const database = new Database(file);
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)`;
  database.exec('BEGIN');
  database
    .prepare(
      `${numbers} INSERT INTO dataset_items (dataset_id, position, key, case_id, series_id, patient_key, name, rows, columns,
         slices, first_instance_id, frames, part)
       SELECT dataset_id, i, 'copy ' || i, case_id, series_id, 'p' || (i / 3), 'P' || i, rows, columns, slices,
         first_instance_id, frames, CASE i % 10 WHEN 0 THEN 'test' WHEN 1 THEN 'validation' ELSE 'train' END
       FROM dataset_items, n WHERE dataset_id = ? AND position = 0`,
    )
    .run(ITEMS - 1, datasetId);
  database.prepare('UPDATE datasets SET item_count = ? WHERE id = ?').run(ITEMS, datasetId);
  database
    .prepare(
      `INSERT INTO labellings (dataset_id, item_id, profile_id, role, schema_version, chain, state, created_at, changed_at)
       SELECT dataset_id, id, ?, 'first', 1, '', CASE position % 20 WHEN 0 THEN 'flagged' ELSE 'done' END, '', ''
       FROM dataset_items WHERE dataset_id = ? AND position BETWEEN 1 AND ?`,
    )
    .run(profileId, datasetId, LABELLED);
  database
    .prepare(
      `INSERT INTO labelling_parts (labelling_id, kind, key, value)
       SELECT id, 'answer', 'side', '{"answer":"' || CASE id % 3 WHEN 0 THEN 'left' ELSE 'right' END || '"}'
       FROM labellings WHERE dataset_id = ? AND chain = ''`,
    )
    .run(datasetId);
  database.exec('COMMIT');
  database.close();
}
