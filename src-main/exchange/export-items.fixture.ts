import type { ExportWishes } from '../../src-shared/annotation/export-wishes.ts';
import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import { runsOf } from '../../src-shared/annotation/mask-runs.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import { affineOf, type Affine } from '../../src-shared/imaging/affine.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import type { Identity, PixelDescription } from '../../src-shared/imaging/instance.ts';
import type { ExportFacts } from './format-writer.ts';
import type { ExportOrder, FrameSource } from './dataset-export.ts';

const both = (en: string, zh: string) => ({ en, zh });
const segment = { code: null, overlaps: false } as const;

export const SCHEMA = LabelSchema.parse({
  key: 'breast-lesions',
  version: 3,
  title: both('Breast lesions', '乳腺病灶'),
  fields: [
    {
      ...{ key: 'side', title: both('Side', '侧别'), help: null, scope: 'item', required: true, when: null },
      ...{ kind: 'single', options: ['left', 'right'].map((key) => ({ key, title: both(key, key), code: null })) },
    },
    {
      ...{ key: 'signs', title: both('Signs', '征象'), help: null, scope: 'item', required: false, when: null },
      ...{
        kind: 'multiple',
        options: ['mass', 'calcium', 'oedema'].map((key) => ({ key, title: both(key, key), code: null })),
      },
    },
    {
      ...{ key: 'note', title: both('Note', '备注'), help: null, scope: 'item', required: false, when: null },
      ...{ kind: 'text', mostCharacters: 400 },
    },
    {
      ...{ key: 'quality', title: both('Quality', '质量'), help: null, scope: 'slice', required: false, when: null },
      ...{ kind: 'number', least: -5, most: 5, unit: null, decimals: 1 },
    },
    {
      ...{ key: 'margin', title: both('Margin', '边缘'), help: null, scope: 'region', required: false, when: null },
      ...{ kind: 'single', options: ['sharp', 'blurred'].map((key) => ({ key, title: both(key, key), code: null })) },
    },
  ],
  segments: [
    {
      ...segment,
      ...{ number: 1, key: 'mass', title: both('Mass', '肿块'), colour: '#e06c75', drawn: 'mask' },
      code: { scheme: 'SCT', value: '4147007', meaning: 'Mass' },
    },
    {
      ...segment,
      ...{ number: 4, key: 'vessel', title: both('Vessel', '血管'), colour: '#61afef', drawn: 'mask', overlaps: true },
    },
    { ...segment, ...{ number: 7, key: 'clip', title: both('Clip', '夹'), colour: '#98c379', drawn: 'box' } },
    { ...segment, ...{ number: 9, key: 'nipple', title: both('Nipple', '乳头'), colour: '#d19a66', drawn: 'point' } },
    {
      ...segment,
      ...{ number: 200, key: 'muscle', title: both('Muscle', '肌肉'), colour: '#c678dd', drawn: 'polygon' },
    },
  ],
});

export const WISHES: ExportWishes = {
  withPictures: true,
  keepIdentity: false,
  withUntouched: false,
  emptySlices: false,
  yolo: 'polygons',
  side: null,
  field: null,
};

export const IDENTITY: Identity = {
  patientId: 'BR-2207-41',
  issuer: null,
  patientName: 'Okonkwo, Adaeze (奥孔科沃)',
  birthDate: '1961-07-19',
  sex: 'F',
  studyUid: '1.2.826.0.1.3680043.8.498.1001',
  studyDate: '2024-02-03',
  studyTime: '10:11:12',
  studyDescription: null,
  accession: 'ACC-778812',
};

const PIXELS: PixelDescription = {
  ...{ rows: 1, columns: 1, frames: 1, samplesPerPixel: 1, photometric: 'MONOCHROME2', sampleType: 'uint8' },
  ...{ bitsStored: 8, rescale: { slope: 1, intercept: 0, unit: null }, modalityLut: null, windows: [], voiLut: null },
  ...{ padding: null, spacing: { rowMm: null, columnMm: null, provenance: 'none' }, imagePositionMm: null },
  ...{ imageOrientation: null, lossy: false },
} as const;

interface Wanted {
  readonly rows: number;
  readonly columns: number;
  readonly slices?: number;
  readonly affine?: Affine;
  readonly colour?: boolean;
  readonly sampleType?: 'uint8' | 'int16';
  readonly rescale?: { readonly slope: number; readonly intercept: number };
  /** Inside or not, by slice, row and column. */
  readonly mass?: (slice: number, row: number, column: number) => boolean;
  readonly vessel?: (slice: number, row: number, column: number) => boolean;
  readonly shapes?: ExportItem['shapes'];
  readonly answers?: ExportItem['answers'];
  readonly part?: ExportItem['part'];
  readonly dicom?: boolean;
}

/** An item with masks that follow rules; its frames come from {@link framesOf}. */
export function item(id: string, wanted: Wanted): ExportItem {
  const { rows, columns, slices = 1, affine = null, colour = false, sampleType = 'uint8', dicom = false } = wanted;
  const first = [...id].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 100_000;
  const pixels = {
    ...PIXELS,
    ...{ rows, columns, sampleType, samplesPerPixel: colour ? 3 : 1, photometric: colour ? 'RGB' : 'MONOCHROME2' },
    ...(sampleType === 'int16' ? { bitsStored: 16 } : {}),
    rescale: { slope: 1, intercept: 0, unit: null, ...wanted.rescale },
  } as PixelDescription;
  const masks = ([1, 4] as const).flatMap((number) => {
    const inside = number === 1 ? wanted.mass : wanted.vessel;
    if (!inside) return [];
    const own = Array.from({ length: slices }, (_, slice) => {
      const values = Array.from({ length: rows * columns }, (_value, i) =>
        Number(inside(slice, Math.floor(i / columns), i % columns)),
      );
      return { slice, runs: runsOf(values), any: values.some(Boolean) };
    }).filter(({ any }) => any);
    return own.length > 0 ? [{ segment: number, slices: own.map(({ slice, runs }) => ({ slice, runs })) }] : [];
  });
  const normal = affine && [0, 1, 2].map((axis) => affine[axis as 0 | 1 | 2][2]);
  return {
    id,
    name: `Okonkwo_${id}.dcm`,
    rows,
    columns,
    samplesPerPixel: colour ? 3 : 1,
    instances: Array.from({ length: dicom ? slices : 1 }, (_, i) => ({
      instanceId: (first + i) as InstanceId,
      pixels:
        dicom || slices === 1 ? pixels : { ...pixels, frames: slices, ...(affine ? { affine: affine as never } : {}) },
      sopClassUid: dicom ? '1.2.840.10008.5.1.4.1.1.4' : null,
      instanceUid: dicom ? `1.2.826.0.1.3680043.8.498.${first}.${i + 1}` : null,
    })),
    slices: Array.from({ length: slices }, (_, i) => ({ instance: dicom ? i : 0, frame: dicom ? 0 : i })),
    affine,
    spacingMm: affine ? null : { row: 0.7, column: 0.5, slice: null },
    modality: 'MR',
    seriesUid: dicom ? `1.2.826.0.1.3680043.8.498.${first}` : null,
    frameOfReferenceUid: dicom && normal ? `1.2.826.0.1.3680043.8.498.${first}.9` : null,
    identity: IDENTITY,
    masks,
    shapes: wanted.shapes ?? [],
    answers: wanted.answers ?? [],
    part: wanted.part ?? null,
    reader: 'Dr Lindqvist',
    labelledAt: '2026-03-01T09:00:00Z',
    schema: { key: SCHEMA.key, version: SCHEMA.version },
    models: [],
  };
}

/** A turned grid with uneven voxels; sheared: slices are slanted against their normal. */
export const OBLIQUE = affineOf([0.48, 0.36, 0], [-0.54, 0.72, 0], [0, 0, 2.5], [-31.25, 12.5, 7.75]);
export const SLANTED = affineOf([0.48, 0.36, 0], [-0.54, 0.72, 0], [0.6, -0.2, 2.4], [-31.25, 12.5, 7.75]);
export const SHEARED = affineOf([0.5, 0.1, 0], [0.2, 0.8, 0], [0, 0, 2], [1, 2, 3]);

const uid = (last: number) => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const person = { by: 'person' } as const;
const answered: ExportItem['answers'] = [
  { field: 'side', place: { scope: 'item' }, answer: 'left' },
  { field: 'signs', place: { scope: 'item' }, answer: ['mass', 'oedema'] },
  { field: 'note', place: { scope: 'item' }, answer: '=1+1, "seen" twice\nchecked' },
];

/** Odd sizes, one slice, nothing, overlapping, oblique, slanted, sheared, colour, every shape. */
export const ITEMS: readonly ExportItem[] = [
  item('k3f9odd', {
    ...{ rows: 17, columns: 23, answers: answered, part: 'train' },
    mass: (_s, row, column) => (row - 8) ** 2 + (column - 11) ** 2 < 30 && (row - 8) ** 2 + (column - 11) ** 2 > 4,
  }),
  item('p7qempty', {
    ...{ rows: 9, columns: 5, part: 'validation' },
    answers: [{ field: 'side', place: { scope: 'item' }, answer: 'right' }],
  }),
  item('m2overlap', {
    ...{ rows: 13, columns: 11, answers: answered, part: 'test' },
    mass: (_s, row, column) => row >= 2 && row < 9 && column >= 1 && column < 8,
    vessel: (_s, row, column) => Math.abs(row - column) < 2,
  }),
  item('x5oblique', {
    ...{ rows: 15, columns: 19, slices: 5, affine: OBLIQUE, sampleType: 'int16', answers: answered, part: 'train' },
    rescale: { slope: 2, intercept: -1024 },
    mass: (slice, row, column) => slice > 0 && slice < 4 && (row - 6) ** 2 + (column - 9) ** 2 < 9 * slice,
    vessel: (slice, row, column) => slice === 2 && row > 12 && column < 4,
  }),
  item('d8slanted', {
    ...{ rows: 12, columns: 10, slices: 3, affine: SLANTED, dicom: true, answers: answered, part: 'train' },
    mass: (slice, row, column) => row > slice && column > 2 && row + column < 14,
  }),
  item('s1sheared', {
    ...{ rows: 7, columns: 8, slices: 2, affine: SHEARED, answers: answered, part: 'train' },
    mass: (slice, row, column) => (row + column + slice) % 3 === 0,
  }),
  item('c4colour', {
    ...{ rows: 21, columns: 16, colour: true, answers: answered, part: 'train' },
    mass: (_s, row, column) => row % 5 < 3 && column % 7 < 4,
  }),
  item('h6shapes', {
    ...{ rows: 20, columns: 30, part: 'train' },
    answers: [
      ...answered,
      { field: 'quality', place: { scope: 'slice', slice: 0 }, answer: -2.5 },
      { field: 'margin', place: { scope: 'region', uid: uid(1) }, answer: 'blurred' },
    ],
    shapes: [
      {
        uid: uid(1),
        segment: 7,
        slice: 0,
        kind: 'box',
        points: [
          [12.5, 3.25],
          [2, 9],
        ],
        drawer: person,
      },
      { uid: uid(2), segment: 9, slice: 0, kind: 'point', points: [[4.5, 6.5]], drawer: person },
      {
        uid: uid(3),
        segment: 200,
        slice: 0,
        kind: 'polygon',
        points: [
          [15, 4],
          [28.5, 6],
          [20, 18],
        ],
        drawer: person,
      },
    ],
  }),
];

/** The frames of {@link ITEMS}: each value follows from its place. */
export function framesOf(items: readonly ExportItem[]): FrameSource {
  return {
    frame: async (instanceId, index) => {
      const owner = items.find(({ instances }) => instances.some((one) => one.instanceId === instanceId));
      const pixels = owner?.instances.find((one) => one.instanceId === instanceId)?.pixels;
      if (!pixels) throw new Error('no such frame');
      const { rows, columns, samplesPerPixel, sampleType } = pixels;
      const length = rows * columns * samplesPerPixel;
      const value = (_: unknown, i: number) => (i * 7 + index * 13 + instanceId) % 251;
      const values = sampleType === 'int16' ? Int16Array.from({ length }, value) : Uint8Array.from({ length }, value);
      return { rows, columns, samplesPerPixel, sampleType, values } satisfies Frame;
    },
  };
}

export function factsOf(items: readonly ExportItem[]): ExportFacts {
  const [first] = items as [ExportItem];
  const same = items.every(({ rows, columns }) => rows === first.rows && columns === first.columns);
  return {
    items: items.length,
    single: items.every(({ slices }) => slices.length === 1),
    size: same ? { rows: first.rows, columns: first.columns } : null,
    colour: items.some(({ samplesPerPixel }) => samplesPerPixel === 3),
    split: items.some(({ part }) => part !== null && part !== 'train'),
  };
}

export function order(format: ExportOrder['format'], folder: string, wishes: Partial<ExportWishes> = {}): ExportOrder {
  return {
    ...{ format, folder, schema: SCHEMA, facts: factsOf(ITEMS), wishes: { ...WISHES, ...wishes } },
    ...{ at: Date.UTC(2026, 10, 28, 9), version: '0.0.1', by: 'Dr Lindqvist', dataset: 'Okonkwo study' },
  };
}
