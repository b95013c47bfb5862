// Draws the sample studies that ship with the program: `node scripts/samples/draw-samples.ts`. Same pixels every time.
import fs from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { dicomFile, filmElements, type FixtureDataSet } from '../../src-main/reading/dicom/fixture.ts';
import { pictureOf, sliceOrigin, type Body, type Place, type Stack } from './bodies.ts';
import { drawChest } from './drawn-chest.ts';
import { HEAD } from './drawn-head.ts';
import { thorax } from './drawn-thorax.ts';

const SAMPLES = path.join(import.meta.dirname, '..', '..', 'resources', 'samples');
// under a UUID-derived root nobody else can have given these out
const ROOT = '2.25.286719231452860911532187724090217034553';
const DEFLATED = '1.2.840.10008.1.2.1.99';

function drawFilm(): void {
  const [rows, columns] = [640, 592];
  const film = filmElements(rows, columns, drawChest(rows, columns), {
    '00080018': { vr: 'UI', value: `${ROOT}.3` },
    '0020000D': { vr: 'UI', value: `${ROOT}.1` },
    '0020000E': { vr: 'UI', value: `${ROOT}.2` },
    '00080016': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.1.1' },
    '00080020': { vr: 'DA', value: '20260105' },
    '00080030': { vr: 'TM', value: '091500' },
    '00081030': { vr: 'LO', value: 'Chest, drawn by a program' },
    '0008103E': { vr: 'LO', value: 'Sample film, no patient' },
    '00100010': { vr: 'PN', value: 'Sample^Drawn' },
    '00100020': { vr: 'LO', value: 'SAMPLE-1' },
    '00100030': { vr: 'DA', value: '20211020' },
    '00100040': { vr: 'CS', value: 'O' },
    '00101010': { vr: 'AS', value: '004Y' },
    '00185101': { vr: 'CS', value: 'AP' },
    '00200011': { vr: 'IS', value: '1' },
    '00200020': { vr: 'CS', value: 'L\\F' },
    '00280101': { vr: 'US', value: [12] },
    '00280102': { vr: 'US', value: [11] },
    '00281050': { vr: 'DS', value: '1500' },
    '00281051': { vr: 'DS', value: '3000' },
    '00181164': { vr: 'DS', value: '0.4\\0.4' },
  });
  fs.mkdirSync(SAMPLES, { recursive: true });
  fs.writeFileSync(path.join(SAMPLES, 'drawn-chest.dcm'), dicomFile(film));
}

/** Two series of one head, across and along, in one frame of reference. */
function drawHead(): void {
  const study = {
    patient: ['Sample^Head', 'SAMPLE-2', '19710412'],
    title: 'Head, drawn by a program',
    date: '20260109',
    uid: `${ROOT}.10`,
    frameOfReference: `${ROOT}.11`,
    modality: 'MR',
    bodyPart: 'HEAD',
    more: {
      '00080016': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.4' },
      '00180020': { vr: 'CS', value: 'SE' },
      '00281050': { vr: 'DS', value: '520' },
      '00281051': { vr: 'DS', value: '1100' },
    },
  } as const satisfies Study;
  drawSeries('drawn-head', study, { number: 1, title: 'T1-like, axial' }, HEAD, 0, 14, {
    ...{ rows: 176, columns: 148, slices: 34, spacingMm: 1.25, sliceMm: 5 },
    ...{ origin: [-92, -105, -80], along: [1, 0, 0], down: [0, 1, 0], through: [0, 0, 1] },
  });
  drawSeries('drawn-head', study, { number: 2, title: 'T1-like, sagittal' }, HEAD, 0, 14, {
    ...{ rows: 160, columns: 176, slices: 22, spacingMm: 1.25, sliceMm: 6 },
    ...{ origin: [-63, -105, 100], along: [0, 1, 0], down: [0, 0, -1], through: [1, 0, 0] },
  });
}

/** One patient twice, ten months apart: a nodule of 8.0 mm that has grown to 11.0 mm. */
function drawNodule(): void {
  const chest: Stack = {
    ...{ rows: 180, columns: 256, slices: 26, spacingMm: 1.375, sliceMm: 2.5 },
    ...{ origin: [-175.3, -123.1, -28.5], along: [1, 0, 0], down: [0, 1, 0], through: [0, 0, 1] },
  };
  const study = (uid: number, date: string): Study => ({
    patient: ['Sample^Nodule', 'SAMPLE-3', '19580823'],
    title: 'Chest, drawn by a program',
    date,
    uid: `${ROOT}.${uid}`,
    frameOfReference: `${ROOT}.${uid + 1}`,
    modality: 'CT',
    bodyPart: 'CHEST',
    more: {
      '00080016': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' },
      '00180060': { vr: 'DS', value: '120' },
      '00281050': { vr: 'DS', value: '-500\\40' },
      '00281051': { vr: 'DS', value: '1500\\400' },
      '00281055': { vr: 'LO', value: 'LUNG\\MEDIASTINUM' },
      '00281052': { vr: 'DS', value: '0' },
      '00281053': { vr: 'DS', value: '1' },
      '00281054': { vr: 'LO', value: 'HU' },
    },
  });
  drawSeries('drawn-nodule', study(20, '20250312'), { number: 1, title: 'Lung, first' }, thorax(8), -1000, 6, chest);
  drawSeries('drawn-nodule', study(30, '20260116'), { number: 1, title: 'Lung, later' }, thorax(11), -1000, 6, chest);
}

interface Study {
  /** Name, id, birth date. */
  readonly patient: readonly [string, string, string];
  readonly title: string;
  readonly date: string;
  readonly uid: string;
  readonly frameOfReference: string;
  readonly modality: string;
  readonly bodyPart: string;
  readonly more: FixtureDataSet;
}

/** One file a slice, compressed as a whole. */
function drawSeries(
  folder: string,
  study: Study,
  series: { readonly number: number; readonly title: string },
  bodies: readonly Body[],
  background: number,
  noise: number,
  stack: Stack,
): void {
  const { rows, columns, along, down, spacingMm, sliceMm } = stack;
  const target = path.join(SAMPLES, folder);
  fs.mkdirSync(target, { recursive: true });
  const seriesUid = `${study.uid}.${series.number}`;
  pictureOf(bodies, background, stack, noise, 20_261_128 + series.number).forEach((values, slice) => {
    const signed = background < 0;
    const pixels = signed ? values : Uint16Array.from(values, (value) => Math.max(0, value));
    const file = filmElements(rows, columns, pixels, {
      '00080018': { vr: 'UI', value: `${seriesUid}.${slice + 1}` },
      '0020000D': { vr: 'UI', value: study.uid },
      '0020000E': { vr: 'UI', value: seriesUid },
      '00200052': { vr: 'UI', value: study.frameOfReference },
      '00080020': { vr: 'DA', value: study.date },
      '00080030': { vr: 'TM', value: '101500' },
      '00080060': { vr: 'CS', value: study.modality },
      '00081030': { vr: 'LO', value: study.title },
      '0008103E': { vr: 'LO', value: `${series.title}, no patient` },
      '00100010': { vr: 'PN', value: study.patient[0] },
      '00100020': { vr: 'LO', value: study.patient[1] },
      '00100030': { vr: 'DA', value: study.patient[2] },
      '00100040': { vr: 'CS', value: 'O' },
      '00180015': { vr: 'CS', value: study.bodyPart },
      '00180050': { vr: 'DS', value: String(sliceMm) },
      '00185101': { vr: 'CS', value: '' },
      '00200011': { vr: 'IS', value: String(series.number) },
      '00200013': { vr: 'IS', value: String(slice + 1) },
      '00200032': { vr: 'DS', value: joined(sliceOrigin(stack, slice)) },
      '00200037': { vr: 'DS', value: joined([...along, ...down]) },
      '00280030': { vr: 'DS', value: `${spacingMm}\\${spacingMm}` },
      ...study.more,
    });
    const name = `${study.date}-${series.number}-${String(slice + 1).padStart(3, '0')}.dcm`;
    fs.writeFileSync(path.join(target, name), deflatedFile(file));
  });
}

function joined(numbers: Place | number[]): string {
  return numbers.map((number) => String(Number(number.toFixed(4)))).join('\\');
}

/** A file in the deflated transfer syntax (PS3.5 A.5): everything after the meta group is compressed. */
function deflatedFile(elements: FixtureDataSet): Uint8Array {
  const plain = dicomFile(elements, { transferSyntax: DEFLATED });
  const body = 144 + new DataView(plain.buffer, plain.byteOffset).getUint32(140, true);
  const deflated = deflateRawSync(plain.subarray(body), { level: 9 });
  return Buffer.concat([plain.subarray(0, body), deflated, new Uint8Array(deflated.length % 2)]);
}

drawFilm();
drawHead();
drawNodule();
