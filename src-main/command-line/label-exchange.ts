import path from 'node:path';
import { PLAIN_WISHES } from '../../src-shared/annotation/export-wishes.ts';
import type { Dataset } from '../../src-shared/contract/annotation-records.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseLog } from '../caselog/index.ts';
import { exportDataset, importLabels, type Exchange } from '../exchange/index.ts';
import type { Reader } from '../reading/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Output } from './output.ts';
import type { Order } from './words.ts';

type ExportOrder = Extract<Order, { command: 'export' }>;
type ImportOrder = Extract<Order, { command: 'import' }>;

export interface LabelRooms {
  readonly reader: Pick<Reader, 'grant' | 'readLabels'>;
  readonly exchange: Pick<Exchange, 'run'>;
  readonly signal: AbortSignal;
  readonly version: string;
}
type Log = Pick<CaseLog, 'call'>;

/**
 * `export DATASET --format FORMAT --out DIR`: writes a dataset's finished labels. An `error` line for each item that was left out, a `summary`
 * at the end. Exit 4 when cancelled. Errors: `record-missing` (no such dataset), and those of `exportDataset`.
 */
export async function exportLabels(rooms: LabelRooms, log: Log, output: Output, order: ExportOrder): Promise<number> {
  const { format, out, withPictures, keepIdentity, unfinished, side, yolo } = order;
  const { id: datasetId } = await datasetOf(log, order.dataset);
  const wishes = { ...PLAIN_WISHES, withPictures, keepIdentity, side, yolo };
  const progress = (done: number, of: number) => output.progress(done, of);
  const end = await exportDataset(
    { datasetId, format, folder: path.resolve(out), wishes, unfinished },
    { log, ...rooms, by: await readerOf(log), progress },
  );
  if (!end) return EXIT.CANCELLED;
  for (const { item, reason } of end.failed) output.fail(reason, item);
  const { items, files, bytes, failedCount } = end;
  output.line({ type: 'summary', command: 'export', format, items, files, bytes, failed: failedCount });
  return EXIT.DONE;
}

/**
 * `import DATASET PATH…`: reads labels into the labellings of whoever labels here without a PIN. Exit 2 when nothing came in. Errors:
 * `profile-needed` where everybody has a PIN, `record-missing`, and those of `importLabels`.
 */
export async function importLabelFiles(
  rooms: LabelRooms,
  log: Log,
  output: Output,
  order: ImportOrder,
): Promise<number> {
  const { id: datasetId } = await datasetOf(log, order.dataset);
  const by = await readerOf(log);
  if (!by) throw new CodedError('profile-needed');
  const { reader, signal } = rooms;
  const progress = (done: number, of: number) => output.progress(done, of);
  const paths = order.paths.map((given) => path.resolve(given));
  const end = await importLabels({ datasetId, paths }, { log, reader, by: by.id, signal, progress });
  if (!end) return EXIT.CANCELLED;
  for (const { name, reason } of end.failed) output.fail(reason, name);
  output.line({ type: 'summary', command: 'import', items: end.items, failed: end.failedCount });
  return end.items > 0 ? EXIT.DONE : EXIT.UNREADABLE;
}

/** By name, or by number. */
async function datasetOf(log: Log, wanted: string): Promise<Dataset> {
  const { datasets } = await log.call('datasets.list', {});
  const named = datasets.filter(({ name, id }) => name === wanted || String(id) === wanted);
  if (named.length !== 1) throw new CodedError('record-missing', { table: 'datasets', id: wanted.slice(0, 200) });
  return named[0] as Dataset;
}

async function readerOf(log: Log) {
  return (await log.call('profile.open-reader', {})).profile;
}
