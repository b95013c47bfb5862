import { randomBytes } from 'node:crypto';
import type { LabellingContent, LabellingRole } from '../../../src-shared/contract/annotation-records.ts';
import type { ItemId, LabellingId } from '../../../src-shared/contract/ids.ts';
import { caseRecord } from '../cases.ts';
import { getInstance } from '../instances.ts';
import type { Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { framesOf, needItem } from './dataset-items.ts';
import { getDataset, seesOthers } from './datasets.ts';
import { needSchema } from './label-schemas.ts';
import { contentOf, readParts } from './labelling-parts.ts';

type Plan = AnnotationCalls['export.plan'];
type Item = AnnotationCalls['export.item'];

/** Of several labellings of an item this is the one that counts: what was settled before what one reader said. */
const RANK: readonly LabellingRole[] = ['adjudication', 'consensus', 'first', 'second'];
const NAME_BYTES = 8;
/** No profile has this number. */
const NOBODY = 0;

/**
 * What an export of a dataset would hold: for each item the labelling that counts, finished ones only unless `unfinished`. Who may not see
 * others' labels exports their own. Errors: `record-missing`.
 */
export function exportPlan(log: Log, { datasetId, profileId, unfinished }: Plan['input']): Plan['output'] {
  return log.read(() => {
    const dataset = getDataset(log, datasetId);
    const own = seesOthers(dataset, profileId) ? null : (profileId ?? NOBODY);
    const rows = log.all<{ itemId: ItemId; labellingId: LabellingId; role: LabellingRole }>(
      `SELECT items.id AS itemId, labellings.id AS labellingId, role
       FROM labellings JOIN dataset_items AS items ON items.id = item_id
       WHERE labellings.dataset_id = ? AND state IN ('done', ?, ?) AND (? IS NULL OR profile_id = ?)
       ORDER BY items.position, labellings.id`,
      ...[datasetId, unfinished ? 'in-work' : 'done', unfinished ? 'flagged' : 'done', own, own],
    );
    const best = new Map<ItemId, (typeof rows)[number]>();
    for (const row of rows) {
      const known = best.get(row.itemId);
      if (!known || RANK.indexOf(row.role) < RANK.indexOf(known.role)) best.set(row.itemId, row);
    }
    const chosen = new Set(best.keys());
    const items = log
      .all<{ id: ItemId; rows: number; columns: number; slices: number; part: string | null; samples: number | null }>(
        `SELECT items.id AS id, items.rows AS rows, items.columns AS columns, slices, part,
           json_extract(record, '$.description.pixels.samplesPerPixel') AS samples
         FROM dataset_items AS items JOIN instances ON instances.id = first_instance_id
         WHERE dataset_id = ? ORDER BY position`,
        datasetId,
      )
      .filter(({ id }) => chosen.has(id));
    const [first] = items;
    const same = first && items.every(({ rows: r, columns: c }) => r === first.rows && c === first.columns);
    return {
      dataset,
      schema: needSchema(log, dataset.schema.key, dataset.schema.version),
      facts: {
        items: items.length,
        single: items.every(({ slices }) => slices === 1),
        size: same ? { rows: first.rows, columns: first.columns } : null,
        colour: items.some(({ samples }) => samples === 3),
        split: items.some(({ part }) => part !== null && part !== 'train'),
      },
      items: [...best.values()].map(({ itemId, labellingId }) => ({ itemId, labellingId })),
    };
  });
}

/** An item with its labelling as it stands, and the name under which it goes out. Errors: `record-missing`, `record-altered`. */
export function exportItem(log: Log, { itemId, labellingId }: Item['input']): Item['output'] {
  return log.write(() => {
    const item = needItem(log, itemId);
    const labelling = log.need<{ schemaVersion: number; changedAt: string; reader: string; role: LabellingRole }>(
      'labellings',
      `SELECT schema_version AS schemaVersion, changed_at AS changedAt, name AS reader, role
       FROM labellings JOIN profiles ON profiles.id = profile_id WHERE labellings.id = ?`,
      labellingId,
    );
    const dataset = getDataset(log, item.dataset_id);
    const content = contentOf(readParts(log, labellingId));
    const frames = framesOf(item);
    const ids = [...new Set(frames.map(({ instanceId }) => instanceId))];
    const { identity, sourceName } = caseRecord(log, item.case_id);
    return {
      name: exportName(log, itemId),
      sourceName,
      identity,
      rows: item.rows,
      columns: item.columns,
      part: item.part,
      frames,
      instances: ids.map((id) => getInstance(log, id)),
      schema: needSchema(log, dataset.schema.key, labelling.schemaVersion),
      reader: labelling.role === 'consensus' ? 'consensus' : labelling.reader,
      changedAt: labelling.changedAt,
      content,
      modelHashes: modelHashes(log, content),
    };
  });
}

/** What labels that come back may be about: an item by its name outside, with what it is made of. */
export function exportNames(
  log: Log,
  { datasetId }: AnnotationCalls['export.names']['input'],
): AnnotationCalls['export.names']['output'] {
  return log.read(() => ({
    items: log.all<{
      itemId: ItemId;
      name: string | null;
      slices: number;
      rows: number;
      columns: number;
      path: string;
    }>(
      `SELECT items.id AS itemId, export_names.name AS name, slices, rows, columns, path
       FROM dataset_items AS items JOIN instances ON instances.id = first_instance_id
       LEFT JOIN export_names ON export_names.item_id = items.id
       WHERE dataset_id = ? ORDER BY position`,
      datasetId,
    ),
  }));
}

/** The item of a dataset that a frame of a DICOM instance belongs to, or the first that any of its frames does; null: none. */
export function itemOfInstance(
  log: Log,
  { datasetId, instanceUid, frame }: AnnotationCalls['import.item-of']['input'],
): AnnotationCalls['import.item-of']['output'] {
  const row = log.one<{ itemId: ItemId }>(
    `SELECT items.id AS itemId FROM instances JOIN dataset_items AS items ON items.series_id = instances.series_id
     WHERE instance_uid = ? AND dataset_id = ?
       AND EXISTS (SELECT 1 FROM json_each(items.frames)
         WHERE json_extract(value, '$[0]') = instances.id AND (? IS NULL OR json_extract(value, '$[1]') = ?))
     ORDER BY items.position LIMIT 1`,
    ...[instanceUid, datasetId, frame, frame],
  );
  return { itemId: row?.itemId ?? null };
}

function exportName(log: Log, itemId: ItemId): string {
  const known = log.one<{ name: string }>('SELECT name FROM export_names WHERE item_id = ?', itemId);
  if (known) return known.name;
  const name = `p${randomBytes(NAME_BYTES).toString('hex')}`;
  log.run('INSERT INTO export_names (item_id, name) VALUES (?, ?)', itemId, name);
  return name;
}

function modelHashes(log: Log, { layers, shapes }: LabellingContent): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const { drawer } of [...layers, ...shapes]) {
    if (drawer.by !== 'model') continue;
    const row = log.one<{ sha256: string | null }>(
      `SELECT json_extract(record, '$.result.model.sha256') AS sha256 FROM results WHERE id = ?`,
      drawer.resultId,
    );
    if (row?.sha256) hashes[`${drawer.modelId}@${drawer.version}`] = row.sha256;
  }
  return hashes;
}
