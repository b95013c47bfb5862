import type { DatasetPart } from '../../../src-shared/contract/annotation-records.ts';
import type { ItemId } from '../../../src-shared/contract/ids.ts';
import { PictureTrace } from '../../../src-shared/pixels/picture-trace.ts';
import type { Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { framesOf } from './dataset-items.ts';
import { getDataset } from './datasets.ts';

type Untraced = AnnotationCalls['dataset.untraced'];
type Keep = AnnotationCalls['dataset.trace'];
type Traces = AnnotationCalls['dataset.traces'];

/** Items whose picture was not looked at yet; of a stack the middle slice stands for all. Errors: `record-missing`. */
export function untracedItems(log: Log, { datasetId, from, limit }: Untraced['input']): Untraced['output'] {
  getDataset(log, datasetId);
  const rows = log.all<{ id: ItemId; position: number; frames: string }>(
    `SELECT id, position, frames FROM dataset_items WHERE dataset_id = ? AND position >= ? AND trace IS NULL
     ORDER BY position LIMIT ?`,
    ...[datasetId, from, limit],
  );
  return {
    items: rows.map((row) => {
      const frames = framesOf(row);
      return { itemId: row.id, position: row.position, ...frames[Math.floor(frames.length / 2)]! };
    }),
  };
}

/** Keeps what pictures are known by. */
export function keepTraces(log: Log, { traces }: Keep['input']): null {
  log.write(() => {
    for (const { itemId, trace } of traces) {
      log.run('UPDATE dataset_items SET trace = ? WHERE id = ?', JSON.stringify(PictureTrace.parse(trace)), itemId);
    }
  });
  return null;
}

/** Every item whose picture was looked at. Errors: `record-missing`. */
export function tracesOf(log: Log, { datasetId }: Traces['input']): Traces['output'] {
  return log.read(() => {
    const { items: of } = getDataset(log, datasetId);
    type Row = {
      itemId: ItemId;
      position: number;
      name: string;
      patient: string;
      part: DatasetPart | null;
      trace: string;
    };
    const rows = log.all<Row>(
      `SELECT id AS itemId, position, name, patient_key AS patient, part, trace FROM dataset_items
       WHERE dataset_id = ? AND trace IS NOT NULL ORDER BY position`,
      datasetId,
    );
    return { items: rows.map((row) => ({ ...row, trace: JSON.parse(row.trace) as PictureTrace })), of };
  });
}
