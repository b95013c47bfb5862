import path from 'node:path';
import type { DatasetItem, DatasetPart, LabellingRole } from '../../../src-shared/contract/annotation-records.ts';
import type { WorkState } from '../../../src-shared/annotation/labelling.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { CaseId, DatasetId, InstanceId, ItemId, ProfileId, SeriesId } from '../../../src-shared/contract/ids.ts';
import { patientKey } from '../../../src-shared/imaging/identity-keys.ts';
import { studyKey } from '../../../src-shared/imaging/study-keys.ts';
import type { StackGeometry } from '../../../src-shared/imaging/series-geometry.ts';
import { assembleSeries } from '../../../src-shared/imaging/series-assembly.ts';
import type { StoredInstance } from '../calls.ts';
import { caseRecord } from '../cases.ts';
import { instancesOfCase } from '../instances.ts';
import type { Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { getDataset, seesOthers } from './datasets.ts';

export interface ItemRow {
  id: ItemId;
  dataset_id: DatasetId;
  position: number;
  case_id: CaseId;
  series_id: SeriesId;
  patient_key: string;
  name: string;
  description: string | null;
  rows: number;
  columns: number;
  slices: number;
  first_instance_id: InstanceId;
  frames: string;
  part: DatasetPart | null;
}

const COLUMNS =
  'id, dataset_id, position, case_id, series_id, patient_key, name, description, rows, columns, slices, ' +
  'first_instance_id, frames, part';

type Add = AnnotationCalls['dataset.add'];
type Page = AnnotationCalls['dataset.items'];
type FramePlace = readonly [instance: InstanceId, frame: number];

interface NewItem {
  readonly seriesId: SeriesId;
  readonly rows: number;
  readonly columns: number;
  readonly frames: readonly FramePlace[];
  readonly description: string | null;
  readonly spacing: readonly [slice: number, row: number, column: number] | null;
}

/** Errors: `record-missing`. */
export function needItem(log: Log, itemId: ItemId): ItemRow {
  return log.need<ItemRow>('dataset_items', `SELECT ${COLUMNS} FROM dataset_items WHERE id = ?`, itemId);
}

/**
 * Adds the items of cases at the end of a dataset, in the order given: each stack of a series, or each of its pictures.
 * What is in it already is left alone. Errors: `record-missing`, `record-altered`.
 */
export function addItems(log: Log, { datasetId, caseIds, items, patients = {} }: Add['input']): Add['output'] {
  return log.write(() => {
    const { items: before } = getDataset(log, datasetId);
    let position = before;
    for (const caseId of caseIds) {
      const { identity, sourceName } = caseRecord(log, caseId);
      const instances = instancesOfCase(log, caseId);
      const [first] = instances;
      if (!first) throw new CodedError('record-missing', { table: 'instances', id: caseId });
      // a picture that names nobody is the patient's that a table names, else a patient of its own
      const named = patients[caseId]?.trim();
      const patient =
        patientKey(identity) ?? (named ? `table:${named}` : studyKey(first.description, path.dirname(first.path)));
      const name = identity.patientId?.trim() || identity.patientName?.trim() || sourceName;
      for (const item of itemsOf(instances, items)) {
        const [instance, frame] = item.frames[0]!;
        const key = `${instance}/${frame}/${item.frames.length}`;
        if (log.one('SELECT id FROM dataset_items WHERE dataset_id = ? AND key = ?', datasetId, key)) continue;
        log.run(
          `INSERT INTO dataset_items (dataset_id, position, key, case_id, series_id, patient_key, name, description, rows,
             columns, slices, spacing, first_instance_id, frames) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          ...[datasetId, position, key, caseId, item.seriesId, patient, name, item.description, item.rows],
          ...[item.columns, item.frames.length, item.spacing && JSON.stringify(item.spacing)],
          ...[instance, JSON.stringify(item.frames)],
        );
        position += 1;
      }
    }
    log.run('UPDATE datasets SET item_count = ? WHERE id = ?', position, datasetId);
    return { added: position - before };
  });
}

function itemsOf(instances: readonly StoredInstance[], items: Add['input']['items']): NewItem[] {
  const series = new Map<SeriesId, StoredInstance[]>();
  for (const instance of instances) {
    const known = series.get(instance.seriesId);
    if (known) known.push(instance);
    else series.set(instance.seriesId, [instance]);
  }
  return [...series].flatMap(([seriesId, of]) => {
    const { displaySets } = assembleSeries(
      of.map((instance) => ({
        id: instance.id,
        name: path.basename(instance.path),
        description: instance.description,
      })),
    );
    return displaySets.flatMap(({ planes, geometry }) => {
      const pictures = planes.map(({ instance, frame }): NewItem => {
        const { rows, columns } = instance.description.pixels;
        const description = instance.description.seriesDescription;
        return { seriesId, rows, columns, frames: [[instance.id, frame]], description, spacing: inPlane(instance) };
      });
      return items === 'pictures'
        ? pictures
        : bySize(pictures).map((item) => ({ ...item, spacing: spacingOf(item, geometry) }));
    });
  });
}

/** Between a picture's rows and columns; a slice of its own is a millimetre thick, which no figure of it counts. */
function inPlane({ description }: { description: StoredInstance['description'] }): NewItem['spacing'] {
  const { rowMm, columnMm } = description.pixels.spacing;
  return rowMm === null || columnMm === null ? null : [1, rowMm, columnMm];
}

/** Of a stack that is an even grid, or of a single picture; slices that are no grid have no spacing that holds for all. */
function spacingOf({ frames, spacing }: NewItem, geometry: StackGeometry | null): NewItem['spacing'] {
  if (frames.length === 1) return spacing;
  if (geometry === null || geometry.spacingMm.slice === null) return null;
  const { slice, row, column } = geometry.spacingMm;
  return [slice, row, column];
}

/** Masks are counted in pixels of one size: slices of another are an item of their own. */
function bySize(pictures: readonly NewItem[]): NewItem[] {
  const stacks = new Map<string, NewItem>();
  for (const picture of pictures) {
    const size = `${picture.rows}/${picture.columns}`;
    const known = stacks.get(size);
    stacks.set(size, known ? { ...known, frames: [...known.frames, ...picture.frames] } : picture);
  }
  return [...stacks.values()];
}

/** The frames of an item in reading order. */
export function framesOf({ frames }: Pick<ItemRow, 'frames'>): { instanceId: InstanceId; frame: number }[] {
  return (JSON.parse(frames) as FramePlace[]).map(([instanceId, frame]) => ({ instanceId, frame }));
}

/** A page of a dataset's items with how far the person is, and the others as far as they may be seen. */
export function itemsPage(log: Log, { datasetId, profileId, offset, limit }: Page['input']): Page['output'] {
  return log.read(() => {
    const dataset = getDataset(log, datasetId);
    const open = seesOthers(dataset, profileId);
    type Row = Omit<ItemRow, 'frames'>;
    const rows = log.all<Row>(
      `SELECT id, position, case_id, series_id, name, description, slices, first_instance_id, part FROM dataset_items
       WHERE dataset_id = ? AND position >= ? ORDER BY position LIMIT ?`,
      ...[datasetId, offset, limit],
    );
    return { items: rows.map((row) => itemOf(log, row, profileId, open)), total: dataset.items };
  });
}

function itemOf(log: Log, row: Omit<ItemRow, 'frames'>, profileId: ProfileId | null, open: boolean): DatasetItem {
  type Done = { profileId: ProfileId; role: LabellingRole; state: WorkState; seconds: number };
  const said = log.all<Done>(
    'SELECT profile_id AS profileId, role, state, seconds FROM labellings WHERE item_id = ? ORDER BY id',
    row.id,
  );
  const own = said.find((one) => one.profileId === profileId && one.role !== 'consensus');
  return {
    id: row.id,
    position: row.position,
    caseId: row.case_id,
    seriesId: row.series_id,
    name: row.name,
    description: row.description,
    slices: row.slices,
    firstInstanceId: row.first_instance_id,
    part: row.part,
    state: own?.state ?? 'to-do',
    seconds: own?.seconds ?? 0,
    others: open
      ? said.filter((one) => one !== own).map(({ profileId: id, role, state }) => ({ profileId: id, role, state }))
      : [],
  };
}
