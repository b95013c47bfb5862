import { Refusals, type ImportedLabels, type ImportedPicture } from '../../../src-shared/annotation/imported-labels.ts';
import type { Code, LabelSchema, Segment } from '../../../src-shared/annotation/label-schema.ts';
import { insideOfRuns, pixelsOfRuns, runsOf, type MaskRuns } from '../../../src-shared/annotation/mask-runs.ts';
import { segmentCalled } from '../../../src-shared/annotation/schema-words.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import { Attributes } from '../dicom/attributes.ts';
import { numbersOf, uid } from '../dicom/coded-values.ts';
import { openDicom } from '../dicom/dicom-image.ts';
import { FrameGroups, PIXEL_MEASURES, PLANE_ORIENTATION, PLANE_POSITION } from '../dicom/functional-groups.ts';
import { readHeader } from '../dicom/header.ts';

const BINARY = '1.2.840.10008.5.1.4.1.1.66.4';
const LABEL_MAP = '1.2.840.10008.5.1.4.1.1.66.7';
const SEGMENT_SEQUENCE = 'x00620002';
const IDENTIFICATION = 'x0062000a';
const DERIVATION = 'x00089124';
const SOURCE_IMAGE = 'x00082112';
/** From which share of the largest fraction on a pixel of a FRACTIONAL segmentation is inside. */
const INSIDE = 0.5;
const MOST_PIXELS = 2 ** 31;
/** So many of the images that it refers to are looked for. */
const MOST_REFERENCES = 1000;
const MOST_SOURCES = 64;

type FileSlice = NonNullable<ImportedPicture['slices']>[number];

/**
 * A DICOM Segmentation (PS3.3 A.51; BINARY, FRACTIONAL from one half on, LABELMAP) in the words of a schema. Its slices are told by the
 * source images that they name and by where they lie; whoever knows the picture finds its own by that. Segments are known by code, else
 * by label.
 *
 * @throws `label-file-damaged` for another object or one without segments, and what reading DICOM throws. Left out and told:
 *   `label-category-unknown`
 */
export async function segmentationLabels(
  source: ByteSource,
  schema: LabelSchema,
  alive: () => void,
): Promise<ImportedLabels> {
  const attributes = new Attributes((await readHeader(source)).data);
  const sopClass = uid(attributes, 'x00080016');
  if (sopClass !== BINARY && sopClass !== LABEL_MAP) throw new CodedError('label-file-damaged');
  const image = await openDicom(source);
  if ('document' in image) throw new CodedError('label-file-damaged');
  const { rows, columns, frames, samplesPerPixel } = image.description.pixels;
  if (samplesPerPixel !== 1) throw new CodedError('label-file-damaged');
  if (rows * columns * frames > MOST_PIXELS) throw new CodedError('image-too-large');
  const refusals = new Refusals();
  const segments = segmentsOf(attributes, schema, refusals);
  const groups = new FrameGroups(attributes);
  const fractional = attributes.code('x00620001') === 'FRACTIONAL';
  const most = fractional ? (attributes.unsigned('x0062000e') ?? 255) : 1;
  const slices: FileSlice[] = [];
  const known = new Map<string, number>();
  const masks = new Map<number, Map<number, MaskRuns>>();
  for (let frame = 0; frame < frames; frame++) {
    alive();
    const slice = sliceOf(groups, frame);
    const place = JSON.stringify(slice);
    const at = known.get(place) ?? slices.push(slice) - 1;
    known.set(place, at);
    const { values } = await image.stored(frame);
    const add = (number: number, inside: (value: number) => boolean) => {
      const segment = segments.get(number);
      if (!segment) return;
      const own = Uint8Array.from(values as ArrayLike<number>, (value) => Number(inside(value)));
      const bySlice = masks.get(segment.number) ?? new Map<number, MaskRuns>();
      const before = bySlice.get(at);
      if (before) pixelsOfRuns(before, own.length).forEach((value, i) => (own[i] ||= value));
      const runs = runsOf(own);
      if (insideOfRuns(runs) > 0) bySlice.set(at, runs);
      masks.set(segment.number, bySlice);
    };
    if (sopClass === LABEL_MAP) {
      for (const number of new Set(values)) if (number > 0) add(number, (value) => value === number);
    } else {
      const number = groups.holder(frame, IDENTIFICATION, 'x0062000b').unsigned('x0062000b');
      if (number === null) throw new CodedError('label-file-damaged', { frame });
      add(number, (value) => value / most >= INSIDE);
    }
  }
  return {
    format: 'dicom-seg',
    pictures: [
      {
        // the random id of an export without identity stands there
        name: attributes.text('x00100020'),
        size: { rows, columns },
        slices,
        about: {
          patientId: attributes.text('x00100020'),
          frameOfReferenceUid: uid(attributes, 'x00200052'),
          instanceUids: referencedUids(attributes),
        },
        masks: [...masks].flatMap(([segment, bySlice]) =>
          bySlice.size > 0
            ? [{ segment, slices: [...bySlice].map(([slice, runs]) => ({ slice, runs: [...runs] })) }]
            : [],
        ),
        shapes: [],
        answers: [],
      },
    ],
    refused: refusals.list,
    refusedCount: refusals.count,
  };
}

/** Segment number of the object → segment of the schema. */
function segmentsOf(attributes: Attributes, schema: LabelSchema, refusals: Refusals): Map<number, Segment> {
  const items = attributes.items(SEGMENT_SEQUENCE);
  if (items.length === 0) throw new CodedError('label-file-damaged');
  const found = new Map<number, Segment>();
  for (const item of items) {
    const number = item.unsigned('x00620004');
    const label = item.text('x00620005') ?? '';
    const type = item.items('x0062000f')[0];
    const value = type?.code('x00080100') ?? type?.code('x00080119') ?? null;
    const scheme = type?.code('x00080102') ?? null;
    const outlined = { segments: schema.segments.filter(({ drawn }) => drawn === 'mask') };
    const coded = outlined.segments.filter(({ code, key }) => isMeant(code, key, scheme, value));
    const segment = coded.length === 1 ? coded[0] : segmentCalled(outlined, label);
    if (number === null) throw new CodedError('label-file-damaged');
    if (segment) found.set(number, segment);
    else refusals.add(label, { code: 'label-category-unknown', details: { name: label.slice(0, 200) } });
  }
  return found;
}

function isMeant(code: Code | null, key: string, scheme: string | null, value: string | null): boolean {
  if (value === null) return false;
  if (code) return code.scheme === scheme && code.value === value;
  return scheme === '99SKIAGRAPH' && key.slice(0, 16) === value;
}

function sliceOf(groups: FrameGroups, frame: number): FileSlice {
  const sources = groups.holder(frame, DERIVATION, SOURCE_IMAGE).items(SOURCE_IMAGE);
  const position = numbersOf(groups.holder(frame, PLANE_POSITION, 'x00200032'), 'x00200032', 3);
  const spacing = numbersOf(groups.holder(frame, PIXEL_MEASURES, 'x00280030'), 'x00280030', 2);
  return {
    sources: sources.slice(0, MOST_SOURCES).flatMap((source) => {
      const instanceUid = uid(source, 'x00081155');
      // of an image that lies otherwise a pixel is not the picture's
      if (instanceUid === null || source.code('x0028135a') === 'NO') return [];
      const frames = source.numbers('x00081160').filter((one) => Number.isInteger(one) && one > 0);
      return [{ instanceUid, frames: frames.map((one) => one - 1) }];
    }),
    positionMm: position as [number, number, number] | null,
    orientation: numbersOf(groups.holder(frame, PLANE_ORIENTATION, 'x00200037'), 'x00200037', 6),
    spacingMm: spacing as [number, number] | null,
  };
}

/** The images that the object as a whole says it is of. */
function referencedUids(attributes: Attributes): string[] {
  const bySeries = attributes.items('x00081115').flatMap((series) => series.items('x0008114a'));
  const images = [...bySeries, ...attributes.items('x00081140')];
  const uids = images.flatMap((image) => uid(image, 'x00081155') ?? []);
  return [...new Set(uids)].slice(0, MOST_REFERENCES);
}
