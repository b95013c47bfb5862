import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { ImportedPicture } from '../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import { answerKey, type AnswerPlace, type Change, type Step } from '../../src-shared/annotation/labelling.ts';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { DatasetId, ItemId, ProfileId } from '../../src-shared/contract/ids.ts';
import type { CaseLog, StoredLabelling } from '../caselog/index.ts';
import type { Reader } from '../reading/index.ts';
import { itemGeometry } from './item-geometry.ts';
import { itemSlicesOf } from './item-slices.ts';
import { labelFilesBelow } from './label-files-below.ts';
import { PictureNames } from './picture-names.ts';

export interface LabelImportOrder {
  readonly datasetId: DatasetId;
  /** Absolute: files, or folders. */
  readonly paths: readonly string[];
}

export interface ImportSurroundings {
  readonly log: Pick<CaseLog, 'call'>;
  readonly reader: Pick<Reader, 'readLabels'>;
  /** In whose name. */
  readonly by: ProfileId;
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
}

export interface LabelImportEnd {
  /** Items into which labels came. */
  readonly items: number;
  readonly failed: readonly { readonly name: string; readonly reason: Coded }[];
  readonly failedCount: number;
}

const MASK_FILE = /(\.nii(\.gz)?|\.png)$/i;
const MOST_LISTED = 200;
const MOST_CHANGES = 20_000;
/** So many of the images that a file names are looked for in the dataset. */
const MOST_ASKED = 200;

/**
 * Reads label files into the labellings of one reader: a layer a mask, a shape a shape, an answer an answer, all of a picture in one step that
 * can be undone. What is there already stays; an answer takes the place of an older one. One bad file or object costs no other.
 *
 * @returns null: it was cancelled; what came before that stays. Throws `source-gone`, `folder-limit`, `record-missing`
 */
export async function importLabels(
  { datasetId, paths }: LabelImportOrder,
  { log, reader, by, signal, progress }: ImportSurroundings,
): Promise<LabelImportEnd | null> {
  const files = await labelFilesBelow(paths);
  const { dataset, schema } = await log.call('export.plan', { datasetId, profileId: by, unfinished: true });
  const names = new PictureNames((await log.call('export.names', { datasetId })).items);
  const touched = new Set<ItemId>();
  const failed: { name: string; reason: Coded }[] = [];
  let failedCount = 0;
  const fail = (name: string, reason: Coded) => {
    failedCount += 1;
    if (failed.length < MOST_LISTED) failed.push({ name: name.slice(0, 300), reason });
  };
  const open = (itemId: ItemId) => log.call('labelling.open', { itemId, profileId: by });
  const take = async (picture: ImportedPicture, labelling: StoredLabelling, slice: number | null) => {
    const step = stepOf(picture, labelling, slice);
    if (!step) return;
    const { labellingId, place, item } = labelling;
    await log.call('labelling.step', { labellingId, profileId: by, revision: place.revision, step });
    touched.add(item.id);
  };
  for (const [done, file] of files.entries()) {
    if (signal.aborted) return null;
    const name = path.basename(file);
    try {
      const found = MASK_FILE.test(file) ? names.find(name) : null;
      if (MASK_FILE.test(file) && !found) throw new CodedError('label-picture-missing', { name: name.slice(0, 200) });
      const labelling = found && (await open(found.item.itemId));
      const target = labelling && targetOf(labelling, found.slice);
      const labels = await reader.readLabels(file, labelling?.schema ?? schema, target);
      for (const { name: of, reason } of labels.refused) fail(`${name}: ${of}`, reason);
      failedCount += labels.refusedCount - labels.refused.length;
      for (const picture of labels.pictures) {
        if (signal.aborted) return null;
        try {
          if (labelling) await take(picture, labelling, found.slice);
          else {
            const place = await placeOf(picture, names, dataset.id, log);
            const own = await open(place.itemId);
            if (place.slice === null && isDrawnOnOneOfMany(picture, own)) {
              throw new CodedError('label-picture-missing', { name: (picture.name ?? '').slice(0, 200) });
            }
            await take(picture, own, place.slice);
          }
        } catch (error) {
          fail(`${name}: ${picture.name ?? ''}`, toCoded(error));
        }
      }
    } catch (error) {
      fail(name, toCoded(error));
    }
    progress(done + 1, files.length);
  }
  return { items: touched.size, failed, failedCount };
}

/**
 * The item that a picture of a file is: by DICOM instance, else by name; a DICOM object's only name is the id of an export. Throws
 * `label-picture-missing`.
 */
async function placeOf(
  { name, slices, about }: ImportedPicture,
  names: PictureNames,
  datasetId: DatasetId,
  log: ImportSurroundings['log'],
): Promise<{ itemId: ItemId; slice: number | null }> {
  // the frames of one file may be several stacks: points in time, b-values
  const named = (slices ?? []).flatMap(({ sources }) => sources);
  const asked = new Map(
    named.map(({ instanceUid, frames: [frame = null] }) => [`${instanceUid}/${frame}`, { instanceUid, frame }]),
  );
  for (const instanceUid of about?.instanceUids ?? []) asked.set(instanceUid, { instanceUid, frame: null });
  for (const one of [...asked.values()].slice(0, MOST_ASKED)) {
    const { itemId } = await log.call('import.item-of', { datasetId, ...one });
    if (itemId !== null) return { itemId, slice: null };
  }
  const found = name === null ? null : about ? names.exported(name) : names.find(name);
  if (!found)
    throw new CodedError('label-picture-missing', { name: (name ?? named[0]?.instanceUid ?? '').slice(0, 200) });
  return { itemId: found.item.itemId, slice: found.slice };
}

/** Whether something is drawn on a picture that is called as a file of many frames: nobody knows on which of them. */
function isDrawnOnOneOfMany({ about, masks, shapes }: ImportedPicture, { item, instances }: StoredLabelling): boolean {
  const [first] = item.frames;
  const file = instances.find(({ id }) => id === first?.instanceId);
  const many = item.frames.length > 1 && (file?.description.pixels.frames ?? 1) > 1;
  return many && about === null && masks.length + shapes.length > 0;
}

function targetOf({ item, instances }: StoredLabelling, slice: number | null) {
  const { affine } = itemGeometry(item.frames, instances);
  const alone = slice !== null && item.frames.length > 1;
  const slices = alone ? 1 : item.frames.length;
  return { name: String(item.id), rows: item.rows, columns: item.columns, slices, affine: alone ? null : affine };
}

/**
 * What came as one step; null: nothing. Throws `label-size-differs`, `label-place-differs`, `label-patient-differs`, `label-picture-missing` (a slice that the item does not
 * have), `label-file-damaged` (more than fits into a step).
 *
 * @param only the slice of the item that the picture is; null: the picture has the item's own slices
 */
function stepOf(picture: ImportedPicture, labelling: StoredLabelling, only: number | null): Step | null {
  const { item, content } = labelling;
  const { size } = picture;
  if (size && (size.rows !== item.rows || size.columns !== item.columns)) {
    throw new CodedError('label-size-differs', { rows: size.rows, columns: size.columns });
  }
  const slices = picture.slices ? itemSlicesOf(picture, labelling) : null;
  const at = (slice: number) => {
    const own = slices ? slices[slice] : (only ?? slice);
    if (own === undefined || own >= item.frames.length) throw new CodedError('label-picture-missing', { slice });
    return own;
  };
  const drawer = { by: 'person' as const };
  const changes: Change[] = [];
  for (const { segment, slices: drawn } of picture.masks) {
    const uid = randomUUID();
    changes.push({ what: 'layer', uid, before: null, after: { uid, segment, drawer, hidden: false } });
    for (const { slice, runs } of drawn) changes.push({ what: 'pixels', layer: uid, slice: at(slice), toggled: runs });
  }
  for (const { segment, slice, kind, points } of picture.shapes) {
    const uid = randomUUID();
    const shape = { uid, segment, slice: at(slice), kind, points, drawer };
    changes.push({ what: 'shape', uid, before: null, after: shape });
  }
  const before = new Map(content.answers.map((one) => [answerKey(one.field, one.place), one.answer]));
  for (const { field, slice, answer } of picture.answers) {
    const own = slice ?? (scopeOf(labelling.schema, field) === 'slice' ? only : null);
    const place: AnswerPlace = own === null ? { scope: 'item' } : { scope: 'slice', slice: at(own) };
    const key = answerKey(field, place);
    changes.push({ what: 'answer', field, place, before: before.get(key) ?? null, after: answer });
    before.set(key, answer);
  }
  if (changes.length > MOST_CHANGES) throw new CodedError('label-file-damaged');
  return changes.length === 0 ? null : { name: 'import', changes };
}

const scopeOf = ({ fields }: LabelSchema, key: string) => fields.find((field) => field.key === key)?.scope;
