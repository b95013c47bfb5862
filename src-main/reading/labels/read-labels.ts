import { ImportedLabels } from '../../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { looksLikeNifti } from '../../../src-shared/imaging/nifti-header.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import { looksLikeDicom } from '../dicom/header.ts';
import { looksLikeGzip } from '../nifti/gunzipped.ts';
import { looksLikePng } from '../pictures/png-chunks.ts';
import { cocoLabels, looksLikeCoco } from './coco-file.ts';
import { parsedJson } from './json-text.ts';
import { tableLabels } from './label-table-file.ts';
import { maskLabels, type MaskTarget } from './mask-file.ts';
import { segmentationLabels } from './segmentation-file.ts';
import { parsedXml } from './strict-xml.ts';
import { vocLabels } from './voc-file.ts';

const MOST_TEXT_BYTES = 64 * 2 ** 20;

/**
 * Reads labels of another program in the words of a schema, by what the file holds, never by its name: DICOM Segmentation, COCO, Pascal
 * VOC, a table; a mask (NIfTI, PNG) where its picture is known. What comes out has been checked against the schema of `ImportedLabels`.
 *
 * @param target the picture that a mask belongs to; null: the file says itself what it speaks of
 * @throws `label-file-damaged`, `label-file-too-large`, and what the formats throw; `label-picture-missing` for a mask without a picture
 */
export async function readLabels(
  source: ByteSource,
  schema: LabelSchema,
  target: MaskTarget | null,
  alive: () => void,
): Promise<ImportedLabels> {
  const found = ImportedLabels.safeParse(await read(source, schema, target, alive));
  if (!found.success) {
    throw new CodedError('label-file-damaged', { field: (found.error.issues[0]?.path.join('.') ?? '').slice(0, 200) });
  }
  return found.data;
}

async function read(
  source: ByteSource,
  schema: LabelSchema,
  target: MaskTarget | null,
  alive: () => void,
): Promise<ImportedLabels> {
  const head = await source.read(0, Math.min(1024, source.size));
  if (looksLikePng(head) || looksLikeNifti(head) || looksLikeGzip(head)) {
    if (!target) throw new CodedError('label-picture-missing');
    return maskLabels(source, target, schema, alive);
  }
  if (looksLikeDicom(head)) return segmentationLabels(source, schema, alive);
  if (source.size > MOST_TEXT_BYTES) throw new CodedError('label-file-too-large');
  if (head.includes(0)) throw new CodedError('label-file-damaged');
  const bytes = await source.read(0, source.size);
  const [first] = new TextDecoder().decode(head).trimStart();
  if (first === '{') {
    const content = parsedJson(bytes);
    if (!looksLikeCoco(content)) throw new CodedError('label-file-damaged');
    return cocoLabels(content, schema, alive);
  }
  if (first === '<') return vocLabels(parsedXml(bytes), schema);
  return tableLabels(bytes, schema);
}
