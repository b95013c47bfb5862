import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetId, ItemId, ProfileId } from '../../src-shared/contract/ids.ts';
import { dicomFile, type DicomElement, type DicomItem } from '../../src-shared/exchange/dicom-write.ts';
import { SEGMENTATION_STORAGE } from '../../src-shared/exchange/segmentation-object.ts';
import { NO_ACQUISITION } from '../../src-shared/imaging/no-acquisition.ts';
import { LESION, reader as openReader, SIDE } from '../caselog/annotation/examples.ts';
import { film, importOf } from '../caselog/examples.ts';
import { trial, type Trial } from '../caselog/trials/session.ts';
import { bytesInMemory } from '../reading/containers/byte-source.ts';
import { readLabels } from '../reading/labels/read-labels.ts';
import { importLabels } from './import-labels.ts';

let at: Trial;
let folder: string;
beforeEach(() => {
  at = trial();
  folder = mkdtempSync(path.join(tmpdir(), 'foreign-'));
});
afterEach(() => {
  at.end();
  rmSync(folder, { recursive: true, force: true });
});

const SLICES = 4;
const AXIAL = [1, 0, 0, 0, 1, 0];
const FRAME = '1.2.3.77';
const CT = '1.2.840.10008.5.1.4.1.1.2';
const sliceUid = (slice: number) => `1.2.3.9.1.${slice + 1}`;
const placeMm = (slice: number) => [-20, 10, 5 + 2.5 * slice] as const;

/** A CT of four slices of 16 × 16 pixels in a dataset. */
function dataset() {
  const caseIds = Array.from({ length: SLICES }, (_, slice) => {
    const { identity, pixels, ...rest } = film(9);
    const description = {
      ...rest,
      identity,
      instanceUid: sliceUid(slice),
      sopClassUid: CT,
      instanceNumber: slice + 1,
      patientOrientation: null,
      fileSha256: String(slice + 1)
        .repeat(64)
        .slice(0, 64),
      acquisition: { ...NO_ACQUISITION, frameOfReferenceUid: FRAME },
      pixels: {
        ...pixels,
        ...{ rows: SIDE, columns: SIDE, imageOrientation: AXIAL },
        imagePositionMm: [...placeMm(slice)] as [number, number, number],
        spacing: { rowMm: 0.5, columnMm: 0.5, provenance: 'pixel-spacing' as const },
      },
    };
    // a name that another patient may be known by
    return at.session.answer('instance.import', importOf(description, slice === 0 ? 'P5.dcm' : `${slice}.dcm`)).caseId;
  });
  at.session.answer('schema.keep', { schema: LESION });
  const { id: datasetId } = at.session.answer('dataset.create', {
    ...{ name: 'Lesions', instructions: '', schema: { key: LESION.key, version: 1 }, blinded: false, readers: [] },
  });
  at.session.answer('dataset.add', { datasetId, caseIds: [...new Set(caseIds)], items: 'stacks' });
  const page = at.session.answer('dataset.items', { datasetId, profileId: null, offset: 0, limit: 10 });
  expect(page.items.map(({ slices }) => slices)).toEqual([SLICES]);
  return { datasetId, itemId: page.items[0]?.id as ItemId, by: openReader(at.session) };
}

/** An enhanced file of two points in time, a stack of two slices each: frames 0 and 1, 2 and 3. */
function enhanced() {
  const { pixels, ...rest } = film(9);
  const own = (frame: number) => ({ imagePositionMm: [...placeMm(frame % 2)] as [number, number, number] });
  const description = {
    ...rest,
    ...{ instanceUid: sliceUid(0), sopClassUid: CT, patientOrientation: null },
    acquisition: {
      ...NO_ACQUISITION,
      frameOfReferenceUid: FRAME,
      frames: [1, 1, 2, 2].map((temporalPosition) => ({ temporalPosition })),
    },
    pixels: {
      ...pixels,
      ...{ rows: SIDE, columns: SIDE, frames: 4, imageOrientation: AXIAL, ...own(0) },
      perFrame: [0, 1, 2, 3].map(own),
      spacing: { rowMm: 0.5, columnMm: 0.5, provenance: 'pixel-spacing' as const },
    },
  };
  const { caseId } = at.session.answer('instance.import', importOf(description, 'enhanced.dcm'));
  at.session.answer('schema.keep', { schema: LESION });
  const { id: datasetId } = at.session.answer('dataset.create', {
    ...{ name: 'Times', instructions: '', schema: { key: LESION.key, version: 1 }, blinded: false, readers: [] },
  });
  at.session.answer('dataset.add', { datasetId, caseIds: [caseId], items: 'stacks' });
  const { items } = at.session.answer('dataset.items', { datasetId, profileId: null, offset: 0, limit: 10 });
  expect(items.map(({ slices }) => slices)).toEqual([2, 2]);
  return { datasetId, itemIds: items.map(({ id }) => id), by: openReader(at.session) };
}

interface Drawn {
  /** Its only pixel. */
  readonly pixel: number;
  readonly positionMm?: readonly number[] | null;
  readonly orientation?: readonly number[];
  readonly sources?: readonly string[];
  /** Of each source, from 0. */
  readonly frame?: number;
}

interface Told {
  readonly patientId?: string;
  readonly frameOfReferenceUid?: string;
  readonly spacing?: string;
  readonly referenced?: readonly string[];
}

/** A Segmentation as another program writes it: a frame a drawn slice, in whatever order. */
function segmentation(frames: readonly Drawn[], told: Told = {}): Uint8Array {
  const sequence = (tag: number, ...items: DicomItem[]): DicomElement => [tag, 'SQ', items];
  const image = (uid: string, frame?: number): DicomItem => [
    [0x0008_1150, 'UI', CT],
    [0x0008_1155, 'UI', uid],
    ...(frame === undefined ? [] : ([[0x0008_1160, 'IS', String(frame + 1)]] satisfies DicomElement[])),
  ];
  const bytes = new Uint8Array((frames.length * SIDE * SIDE) / 8);
  frames.forEach(({ pixel }, frame) => {
    const bit = frame * SIDE * SIDE + pixel;
    bytes[bit >> 3] = 1 << (bit & 7);
  });
  return dicomFile({ sopClassUid: SEGMENTATION_STORAGE, instanceUid: '1.2.3.500' }, [
    [0x0008_0060, 'CS', 'SEG'],
    ...(told.referenced
      ? [sequence(0x0008_1115, [sequence(0x0008_114a, ...told.referenced.map((uid) => image(uid)))])]
      : ([] as DicomElement[])),
    [0x0010_0010, 'PN', 'Doe^Jane 9'],
    [0x0010_0020, 'LO', told.patientId ?? 'P9'],
    [0x0020_000d, 'UI', '1.2.3.9'],
    [0x0020_000e, 'UI', '1.2.3.501'],
    [0x0020_0052, 'UI', told.frameOfReferenceUid ?? FRAME],
    [0x0028_0002, 'US', [1]],
    [0x0028_0004, 'CS', 'MONOCHROME2'],
    [0x0028_0008, 'IS', String(frames.length)],
    [0x0028_0010, 'US', [SIDE]],
    [0x0028_0011, 'US', [SIDE]],
    [0x0028_0100, 'US', [1]],
    [0x0028_0101, 'US', [1]],
    [0x0028_0102, 'US', [0]],
    [0x0028_0103, 'US', [0]],
    [0x0062_0001, 'CS', 'BINARY'],
    sequence(0x0062_0002, [
      [0x0062_0004, 'US', [1]],
      [0x0062_0005, 'LO', 'lesion'],
    ]),
    sequence(0x5200_9229, [sequence(0x0028_9110, [[0x0028_0030, 'DS', told.spacing ?? '0.5\\0.5']])]),
    sequence(
      0x5200_9230,
      ...frames.map(({ positionMm, orientation = AXIAL, sources = [], frame }): DicomItem => [
        sequence(0x0062_000a, [[0x0062_000b, 'US', [1]]]),
        ...(positionMm
          ? [
              sequence(0x0020_9113, [[0x0020_0032, 'DS', positionMm.join('\\')]]),
              sequence(0x0020_9116, [[0x0020_0037, 'DS', orientation.join('\\')]]),
            ]
          : []),
        ...(sources.length > 0
          ? [sequence(0x0008_9124, [sequence(0x0008_2112, ...sources.map((uid) => image(uid, frame)))])]
          : []),
      ]),
    ),
    [0x7fe0_0010, 'OB', bytes],
  ]);
}

/** @param told what the object says; `exported`: its patient is called by the id that an export gives the item */
async function imported(frames: readonly Drawn[], { exported = false, ...said }: Told & { exported?: boolean } = {}) {
  const { datasetId, itemId, by } = dataset();
  const { labellingId } = at.session.answer('labelling.open', { itemId, profileId: by });
  const told = exported ? { ...said, patientId: at.session.answer('export.item', { itemId, labellingId }).name } : said;
  return { failed: await importedInto(datasetId, by, segmentation(frames, told)), masks: masksOf(itemId, by) };
}

/** @returns codes of what was left out */
async function importedInto(datasetId: DatasetId, by: ProfileId, object: Uint8Array) {
  const file = path.join(folder, 'seg.dcm');
  await writeFile(file, object);
  const reader = {
    readLabels: async (name: string, ...about: [typeof LESION, Parameters<typeof readLabels>[2]]) =>
      readLabels(bytesInMemory(new Uint8Array(await readFile(name))), ...about, () => undefined),
  };
  const log = { call: async (name: never, input: never) => at.session.answer(name, input) } as never;
  const rest = { signal: new AbortController().signal, progress: () => undefined };
  const end = await importLabels({ datasetId, paths: [file] }, { log, reader, by, ...rest });
  return end?.failed.map(({ reason }) => reason.code);
}

/** Slice and first pixel of each. */
function masksOf(itemId: ItemId, by: ProfileId) {
  const { masks } = at.session.answer('labelling.open', { itemId, profileId: by }).content;
  return masks.map(({ slice, runs }) => [slice, runs[0]]).sort(([a = 0], [b = 0]) => a - b);
}

describe('a Segmentation of another program', () => {
  const last = SLICES - 1;

  it('lies on the slices that it was drawn on, whatever the order of its frames', async () => {
    const drawn = [last, 1].map((slice) => ({
      pixel: 20 + slice,
      positionMm: placeMm(slice),
      sources: [sliceUid(slice)],
    }));
    expect(await imported(drawn)).toEqual({
      failed: [],
      masks: [
        [1, 21],
        [last, 23],
      ],
    });
  });

  it('lies where it says, when each frame names every image that it was made from', async () => {
    const sources = Array.from({ length: SLICES }, (_, slice) => sliceUid(slice));
    expect(await imported([{ pixel: 7, positionMm: placeMm(2), sources }])).toEqual({ failed: [], masks: [[2, 7]] });
  });

  it('is found by the series that it refers to where its frames name no image', async () => {
    const told = { referenced: [sliceUid(0), sliceUid(1)] };
    expect(await imported([{ pixel: 7, positionMm: placeMm(last) }], told)).toEqual({ failed: [], masks: [[last, 7]] });
  });

  it('lies on the image that it names where it has no place', async () => {
    expect(await imported([{ pixel: 7, positionMm: null, sources: [sliceUid(2)] }])).toEqual({
      failed: [],
      masks: [[2, 7]],
    });
  });

  it('comes back from an export without identity, whose UIDs nobody knows', async () => {
    const drawn = [{ pixel: 7, positionMm: placeMm(1), sources: ['2.25.1'] }];
    const told = { exported: true, frameOfReferenceUid: '2.25.2' };
    expect(await imported(drawn, told)).toEqual({ failed: [], masks: [[1, 7]] });
  });

  it('lies on the point in time whose frames it names, and never on two', async () => {
    const { datasetId, itemIds, by } = enhanced();
    const drawn = (frame: number) => ({ pixel: 7, positionMm: placeMm(frame % 2), sources: [sliceUid(0)], frame });
    expect(await importedInto(datasetId, by, segmentation([drawn(3)]))).toEqual([]);
    expect(itemIds.map((itemId) => masksOf(itemId, by))).toEqual([[], [[1, 7]]]);
    expect(await importedInto(datasetId, by, segmentation([drawn(0), drawn(3)]))).toEqual(['label-place-differs']);
    expect(masksOf(itemIds[0] as ItemId, by)).toEqual([]);
  });

  const one = { pixel: 7, positionMm: placeMm(2), sources: [sliceUid(2)] };
  it.each<[string, Drawn, Told, string]>([
    ['of mirrored rows', { ...one, orientation: [-1, 0, 0, 0, 1, 0] }, {}, 'label-place-differs'],
    ['of smaller pixels', one, { spacing: '0.4\\0.4' }, 'label-place-differs'],
    ['beside the image that it names', { ...one, positionMm: [-15, 10, 10] }, {}, 'label-place-differs'],
    [
      'of one image of several without a place',
      { ...one, positionMm: null, sources: [0, 1].map(sliceUid) },
      {},
      'label-place-differs',
    ],
    ['between slices', { ...one, positionMm: [-20, 10, 6.2] }, {}, 'label-place-differs'],
    [
      'of another frame of reference',
      { ...one, sources: [] },
      { frameOfReferenceUid: '1.2.3.78', referenced: [sliceUid(2)] },
      'label-place-differs',
    ],
    ['of another patient', one, { patientId: 'P8' }, 'label-patient-differs'],
    [
      'of images that are not here, whose patient is called as a file',
      { ...one, sources: ['1.2.3.4'] },
      { patientId: 'P5' },
      'label-picture-missing',
    ],
  ])('%s is told, and lies on no picture', async (_, drawn, told, code) => {
    expect(await imported([drawn], told)).toEqual({ failed: [code], masks: [] });
  });
});
