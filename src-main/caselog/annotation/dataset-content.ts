import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ItemId } from '../../../src-shared/contract/ids.ts';
import type { Log } from '../log.ts';
import type { AnnotationCalls, StoredItem, StoredReading } from './calls.ts';
import { framesOf, type ItemRow } from './dataset-items.ts';
import { getDataset, seesOthers } from './datasets.ts';
import { contentOf, readParts } from './labelling-parts.ts';

type Content = AnnotationCalls['dataset.content'];

/**
 * A page of a dataset's items with what was said of each, as far as the person may see it: for exports, agreement and
 * consensus. Items without a labelling are there too. Errors: `record-missing`; `dataset-blinded` where `everybody` is asked
 * for by whoever may not see the others.
 */
export function datasetContent(
  log: Log,
  { datasetId, profileId, everybody, offset, limit }: Content['input'],
): Content['output'] {
  return log.read(() => {
    const dataset = getDataset(log, datasetId);
    const open = seesOthers(dataset, profileId);
    if (everybody && !open) throw new CodedError('dataset-blinded');
    type Row = ItemRow & { spacing: string | null };
    const rows = log.all<Row>(
      `SELECT id, position, case_id, series_id, patient_key, name, description, rows, columns, spacing, frames, part
       FROM dataset_items WHERE dataset_id = ? AND position >= ? ORDER BY position LIMIT ?`,
      ...[datasetId, offset, limit],
    );
    const items = rows.map((row): StoredItem => ({
      item: {
        ...{ id: row.id, datasetId, position: row.position, caseId: row.case_id, seriesId: row.series_id },
        ...{ name: row.name, description: row.description, part: row.part, rows: row.rows, columns: row.columns },
        frames: framesOf(row),
      },
      patientKey: row.patient_key,
      spacingMm: row.spacing === null ? null : (JSON.parse(row.spacing) as StoredItem['spacingMm']),
      readings: readingsOf(log, row.id).filter((one) => open || one.profileId === profileId),
    }));
    return { items, total: dataset.items };
  });
}

function readingsOf(log: Log, itemId: ItemId): StoredReading[] {
  type Row = Omit<StoredReading, 'content'>;
  return log
    .all<Row>(
      `SELECT labellings.id AS labellingId, profile_id AS profileId, name, role, schema_version AS schemaVersion, state,
         seconds, revision, chain, changed_at AS changedAt
       FROM labellings JOIN profiles ON profiles.id = profile_id WHERE item_id = ? ORDER BY labellings.id`,
      itemId,
    )
    .map((row) => ({ ...row, content: contentOf(readParts(log, row.labellingId)) }));
}
