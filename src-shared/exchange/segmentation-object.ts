import type { ExportItem, SegmentMask } from '../annotation/export-item.ts';
import type { Code, LabelSchema, Segment } from '../annotation/label-schema.ts';
import type { MaskRuns } from '../annotation/mask-runs.ts';
import { CodedError } from '../contract/coded.ts';
import { apply, partsOf, type Affine } from '../imaging/affine.ts';
import { pixelsOfFrame } from '../imaging/frame-attributes.ts';
import { cross, dot, lengthOf, unit, type Vector } from '../imaging/vectors.ts';
import { decimalString, dicomFile, type DicomElement, type DicomItem } from './dicom-write.ts';
import { labColour } from './lab-colour.ts';
import { filledMasks, overlap } from './label-map.ts';

export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';
/** Cosine up to which rows and columns stand at a right angle. */
const RIGHT_ANGLE = 1e-4;
const SITE_SCHEME = '99SKIAGRAPH';
/** Types of which the category is a morphologic abnormality: mass, neoplasm, nodule, lesion, cyst, haemorrhage, oedema, infarct, necrosis. */
const ABNORMAL = new Set([
  '4147007',
  '108369006',
  '27925004',
  '52988006',
  '125296001',
  '50960005',
  '79654002',
  '55641003',
  '6574001',
]);
const ANATOMY: Code = { scheme: 'SCT', value: '123037004', meaning: 'Anatomical Structure' };
const ABNORMALITY: Code = { scheme: 'SCT', value: '49755003', meaning: 'Morphologically Abnormal Structure' };

/** What a segmentation object says beside the masks. */
export interface SegmentationSetting {
  readonly schema: Pick<LabelSchema, 'key' | 'version' | 'title' | 'segments'>;
  /** Of an item without identity. */
  readonly studyUid: string;
  /** New UIDs, each other than all before. */
  readonly freshUid: () => string;
  readonly at: Date;
  readonly version: string;
}

interface Place {
  readonly positionMm: Vector | null;
  /** Direction cosines of a row, then of a column. */
  readonly orientation: readonly number[] | null;
}

/**
 * The masks of an item as a DICOM Segmentation (PS3.3 A.51) of type BINARY: a frame for each slice of each segment with
 * something inside (a single empty one where there is nothing at all), a bit a pixel, one after the other without gaps (PS3.5
 * 8.2). Each frame says where it lies and from which source image it was made, where that was a DICOM object.
 *
 * Segments without a code get one of a private scheme, made of their key. Polygons are filled; boxes and points have no place.
 *
 * A picture without a place in the patient (a film) needs source images: without a frame of reference each pixel is one of theirs
 * (A.51.5.1).
 *
 * @throws `seg-grid-sheared` where rows and columns stand at no right angle: the format can't say that; `export-unfit` where the
 *   schema has nothing to outline, or a picture has neither place nor source image
 */
export function segmentationObject(item: ExportItem, setting: SegmentationSetting): Uint8Array {
  const { schema, freshUid } = setting;
  const outlined = schema.segments.filter(({ drawn }) => drawn === 'mask' || drawn === 'polygon');
  const [anySegment] = outlined;
  if (!anySegment) throw new CodedError('export-unfit', { format: 'DICOM SEG' });
  const masks = filledMasks(item, { segments: outlined });
  const places = item.slices.map((_, slice) => placeOf(item, slice));
  const placed = places.every(({ positionMm, orientation }) => positionMm !== null && orientation !== null);
  if (!placed && !item.slices.every(({ instance }) => isDicom(item.instances[instance]))) {
    throw new CodedError('export-unfit', { format: 'DICOM SEG' });
  }
  const pixels = item.rows * item.columns;
  // numbers in the object go from 1 without gaps
  const present =
    masks.length > 0 ? outlined.filter(({ number }) => masks.some(({ segment }) => segment === number)) : [anySegment];
  const frames =
    masks.length > 0
      ? masks.flatMap((mask) => mask.slices.map((one) => ({ segment: mask.segment, ...one })))
      : [{ segment: anySegment.number, slice: 0, runs: [pixels] as MaskRuns }];
  const dimensions = freshUid();
  return dicomFile({ sopClassUid: SEGMENTATION_STORAGE, instanceUid: freshUid() }, [
    ...aboutPatient(item),
    ...aboutStudy(item, setting.studyUid),
    ...aboutSeries(item, setting, placed),
    ...aboutContent(item, setting),
    [0x0028_0002, 'US', [1]],
    [0x0028_0004, 'CS', 'MONOCHROME2'],
    [0x0028_0008, 'IS', String(frames.length)],
    [0x0028_0010, 'US', [item.rows]],
    [0x0028_0011, 'US', [item.columns]],
    [0x0028_0100, 'US', [1]],
    [0x0028_0101, 'US', [1]],
    [0x0028_0102, 'US', [0]],
    [0x0028_0103, 'US', [0]],
    [0x0028_2110, 'CS', '00'],
    [0x0062_0001, 'CS', 'BINARY'],
    [0x0062_0013, 'CS', overlap(masks, pixels) ? 'YES' : 'NO'],
    [0x0062_0002, 'SQ', present.map((segment, i) => segmentItem(segment, i + 1, item, masks))],
    [0x0020_9221, 'SQ', [[[0x0020_9164, 'UI', dimensions]]]],
    [0x0020_9222, 'SQ', dimensionIndex(dimensions, placed)],
    [0x5200_9229, 'SQ', [sharedGroups(item, places, placed)]],
    [
      0x5200_9230,
      'SQ',
      frames.map(({ segment, slice }) => {
        const number = present.findIndex((one) => one.number === segment) + 1;
        return frameGroups(item, places[slice] as Place, slice, number, { placed, oriented: sameOrientation(places) });
      }),
    ],
    [
      0x7fe0_0010,
      'OB',
      packed(
        frames.map(({ runs }) => runs),
        pixels,
      ),
    ],
  ]);
}

/** Whether an instance came as a DICOM object, which can be referred to. */
export function isDicom(instance: ExportItem['instances'][number] | undefined): boolean {
  return instance !== undefined && instance.instanceUid !== null && instance.sopClassUid !== null;
}

/** Where a slice lies: as its own source image says, else as the grid does. Throws `seg-grid-sheared`. */
function placeOf(item: ExportItem, slice: number): Place {
  const { instance, frame } = item.slices[slice] as ExportItem['slices'][number];
  const pixels = item.instances[instance]?.pixels;
  const own = pixels && (pixels.frames === 1 || pixels.perFrame) ? pixelsOfFrame(pixels, frame) : null;
  if (own?.imagePositionMm && own.imageOrientation && !pixels?.affine) {
    return { positionMm: own.imagePositionMm, orientation: own.imageOrientation };
  }
  if (!item.affine) return { positionMm: null, orientation: null };
  return { positionMm: apply(item.affine, [0, 0, slice]), orientation: cosinesOf(item.affine) };
}

function cosinesOf(affine: Affine): number[] {
  const { column, row } = partsOf(affine);
  const [right, down] = [unit(column), unit(row)];
  if (Math.abs(dot(right, down)) > RIGHT_ANGLE) throw new CodedError('seg-grid-sheared');
  return [...right, ...down];
}

/** Whose it is: the item's identity, or its random id in the place of all that names somebody. */
export function aboutPatient({ identity, id }: ExportItem): DicomElement[] {
  const date = (day: string | null | undefined) => day?.replaceAll('-', '') ?? '';
  const removed: DicomElement[] = [
    [0x0012_0062, 'CS', 'YES'],
    [0x0012_0063, 'LO', 'Skiagraph: written without identity'],
  ];
  return [
    [0x0008_0005, 'CS', 'ISO_IR 192'],
    [0x0010_0010, 'PN', identity?.patientName ?? id],
    [0x0010_0020, 'LO', identity?.patientId ?? id],
    [0x0010_0030, 'DA', date(identity?.birthDate)],
    [0x0010_0040, 'CS', identity?.sex ?? ''],
    ...(identity ? [] : removed),
  ];
}

/** @param studyUid of an item without identity */
export function aboutStudy({ identity }: ExportItem, studyUid: string): DicomElement[] {
  return [
    [0x0020_000d, 'UI', identity?.studyUid ?? studyUid],
    [0x0008_0020, 'DA', identity?.studyDate?.replaceAll('-', '') ?? ''],
    [0x0008_0030, 'TM', identity?.studyTime?.replaceAll(':', '') ?? ''],
    [0x0008_0050, 'SH', identity?.accession ?? ''],
    [0x0008_0090, 'PN', ''],
    [0x0020_0010, 'SH', ''],
  ];
}

function aboutSeries(item: ExportItem, { freshUid, version }: SegmentationSetting, placed: boolean): DicomElement[] {
  const referenced = item.instances.filter(isDicom);
  return [
    [0x0008_0060, 'CS', 'SEG'],
    [0x0020_000e, 'UI', freshUid()],
    [0x0020_0011, 'IS', '900'],
    ...(placed
      ? ([
          [0x0020_0052, 'UI', item.frameOfReferenceUid ?? freshUid()],
          [0x0020_1040, 'LO', ''],
        ] satisfies DicomElement[])
      : ([[0x0020_0020, 'CS', '']] satisfies DicomElement[])),
    [0x0008_0070, 'LO', 'Skiagraph'],
    [0x0008_1090, 'LO', 'Skiagraph'],
    [0x0018_1000, 'LO', '1'],
    [0x0018_1020, 'LO', version],
    ...(referenced.length > 0 && item.seriesUid !== null
      ? ([
          [
            0x0008_1115,
            'SQ',
            [
              [
                [0x0020_000e, 'UI', item.seriesUid],
                [0x0008_114a, 'SQ', referenced.map((instance) => reference(instance))],
              ],
            ],
          ],
        ] satisfies DicomElement[])
      : []),
  ];
}

function aboutContent({ reader }: ExportItem, { schema, at }: SegmentationSetting): DicomElement[] {
  const time = at.toISOString();
  return [
    [0x0008_0008, 'CS', 'DERIVED\\PRIMARY'],
    [0x0008_0023, 'DA', time.slice(0, 10).replaceAll('-', '')],
    [0x0008_0033, 'TM', time.slice(11, 19).replaceAll(':', '')],
    [0x0020_0013, 'IS', '1'],
    [0x0070_0080, 'CS', schema.key.toUpperCase().replaceAll('-', '_').slice(0, 16)],
    [0x0070_0081, 'LO', longString(`${schema.title.en} (version ${schema.version})`)],
    [0x0070_0084, 'PN', reader ?? ''],
  ];
}

function segmentItem(
  { number, key, title, colour, code }: Segment,
  own: number,
  { models }: ExportItem,
  masks: readonly SegmentMask[],
): DicomItem {
  const type = code ?? { scheme: SITE_SCHEME, value: key.slice(0, 16), meaning: title.en };
  // What a model drew and a person went over is neither by hand nor automatic.
  const helped = models.length > 0 && masks.some(({ segment }) => segment === number);
  const algorithm = !helped ? 'MANUAL' : models.every(({ touched }) => touched) ? 'SEMIAUTOMATIC' : 'AUTOMATIC';
  const names = models.map(({ modelId, version }) => `${modelId} ${version}`).join(', ');
  return [
    [0x0062_0004, 'US', [own]],
    [0x0062_0005, 'LO', longString(title.en)],
    [0x0062_0008, 'CS', algorithm],
    ...(helped ? ([[0x0062_0009, 'LO', longString(names)]] satisfies DicomElement[]) : []),
    [0x0062_0003, 'SQ', [codeItem(ABNORMAL.has(type.value) ? ABNORMALITY : ANATOMY)]],
    [0x0062_000f, 'SQ', [codeItem(type)]],
    [0x0062_000d, 'US', labColour(colour)],
  ];
}

function codeItem({ scheme, value, meaning }: Code): DicomItem {
  return [
    value.length > 16 ? [0x0008_0119, 'UC', value] : [0x0008_0100, 'SH', value],
    [0x0008_0102, 'SH', scheme],
    [0x0008_0104, 'LO', longString(meaning)],
  ];
}

/** A backslash would part two values. */
const longString = (text: string) => [...text.replaceAll('\\', '/')].slice(0, 64).join('');

function dimensionIndex(uid: string, placed: boolean): DicomItem[] {
  const index = (tag: number, group: number, label: string): DicomItem => [
    [0x0020_9164, 'UI', uid],
    [0x0020_9165, 'AT', [tag]],
    [0x0020_9167, 'AT', [group]],
    [0x0020_9421, 'LO', label],
  ];
  return [
    index(0x0062_000b, 0x0062_000a, 'Segment Number'),
    ...(placed ? [index(0x0020_0032, 0x0020_9113, 'Image Position Patient')] : []),
  ];
}

function sameOrientation(places: readonly Place[]): boolean {
  const [first] = places;
  return places.every(({ orientation }) => orientation?.every((cosine, i) => cosine === first?.orientation?.[i]));
}

function sharedGroups(item: ExportItem, places: readonly Place[], placed: boolean): DicomItem {
  const { affine } = item;
  const steps = affine && partsOf(affine);
  const column = steps ? lengthOf(steps.column) : item.spacingMm?.column;
  const row = steps ? lengthOf(steps.row) : item.spacingMm?.row;
  // along the normal, where slices are slanted
  const slice = steps ? Math.abs(dot(steps.slice, unit(cross(steps.column, steps.row)))) : item.spacingMm?.slice;
  const between: DicomElement[] =
    slice && slice > 0
      ? [
          [0x0018_0050, 'DS', decimalString(slice)],
          [0x0018_0088, 'DS', decimalString(slice)],
        ]
      : [];
  const measures: DicomElement[] =
    column !== undefined && row !== undefined
      ? [[0x0028_9110, 'SQ', [[[0x0028_0030, 'DS', `${decimalString(row)}\\${decimalString(column)}`], ...between]]]]
      : [];
  return [...measures, ...(placed && sameOrientation(places) ? [orientationGroup(places[0] as Place)] : [])];
}

function orientationGroup({ orientation }: Place): DicomElement {
  return [0x0020_9116, 'SQ', [[[0x0020_0037, 'DS', (orientation ?? []).map(decimalString).join('\\')]]]];
}

function frameGroups(
  item: ExportItem,
  place: Place,
  slice: number,
  segment: number,
  { placed, oriented }: { readonly placed: boolean; readonly oriented: boolean },
): DicomItem {
  const { instance, frame } = item.slices[slice] as ExportItem['slices'][number];
  const source = item.instances[instance];
  return [
    [0x0020_9111, 'SQ', [[[0x0020_9157, 'UL', placed ? [segment, slice + 1] : [segment]]]]],
    [0x0062_000a, 'SQ', [[[0x0062_000b, 'US', [segment]]]]],
    ...(placed
      ? ([
          [0x0020_9113, 'SQ', [[[0x0020_0032, 'DS', (place.positionMm as Vector).map(decimalString).join('\\')]]]],
        ] satisfies DicomElement[])
      : []),
    ...(placed && !oriented ? [orientationGroup(place)] : []),
    ...(source && isDicom(source)
      ? ([
          [
            0x0008_9124,
            'SQ',
            [
              [
                [0x0008_9215, 'SQ', [codeItem({ scheme: 'DCM', value: '113076', meaning: 'Segmentation' })]],
                [0x0008_2112, 'SQ', [sourceImage(source, frame)]],
              ],
            ],
          ],
        ] satisfies DicomElement[])
      : []),
  ];
}

function reference({ sopClassUid, instanceUid }: ExportItem['instances'][number]): DicomElement[] {
  return [
    [0x0008_1150, 'UI', sopClassUid ?? ''],
    [0x0008_1155, 'UI', instanceUid ?? ''],
  ];
}

function sourceImage(source: ExportItem['instances'][number], frame: number): DicomItem {
  const purpose = { scheme: 'DCM', value: '121322', meaning: 'Source image for image processing operation' };
  return [
    ...reference(source),
    ...(source.pixels.frames > 1 ? ([[0x0008_1160, 'IS', String(frame + 1)]] satisfies DicomElement[]) : []),
    [0x0028_135a, 'CS', 'YES'],
    [0x0040_a170, 'SQ', [codeItem(purpose)]],
  ];
}

/** Frames as bits, the first pixel in the lowest bit, no gap between frames. */
function packed(frames: readonly MaskRuns[], pixels: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((frames.length * pixels) / 8));
  frames.forEach((runs, frame) => {
    let at = frame * pixels;
    runs.forEach((run, i) => {
      if (i % 2 === 1)
        for (let bit = at; bit < at + run; bit++) bytes[bit >> 3] = (bytes[bit >> 3] as number) | (1 << (bit & 7));
      at += run;
    });
    if (at !== (frame + 1) * pixels) throw new RangeError('runs of another size');
  });
  return bytes;
}
