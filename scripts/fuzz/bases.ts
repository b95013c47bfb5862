import { encode as encodePng } from 'fast-png';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { encodeLossless } from '../../src-main/reading/codecs/wasm-encoders.fixture.ts';
import { zipFile } from '../../src-main/reading/containers/zip.fixture.ts';
import { dicomFile, filmElements, type FixtureDataSet } from '../../src-main/reading/dicom/fixture.ts';

/** A good file that damaged ones are made from. */
export interface Base {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Makes a file of damaged content whose own check sums are right, so that what lies behind them is reached too. */
  readonly wrap?: (content: Uint8Array) => Uint8Array;
  /** What is damaged where `wrap` is there. */
  readonly content?: Uint8Array;
}

const [ROWS, COLUMNS] = [40, 36];
const MOST_REAL_BYTES = 150_000;
const JPEG_STREAMS = new URL('../../src-main/reading/codecs/jpeg-streams.fixture.json', import.meta.url);

const UNUSUAL_FILES = new URL('../../src-main/reading/dicom/unusual-files.fixture.json', import.meta.url);

const grey16 = Uint16Array.from({ length: ROWS * COLUMNS }, (_, i) => 2000 + ((i * 37) % 900) + (i % COLUMNS) * 40);
const grey8 = Uint8Array.from(grey16, (value) => value >> 4);
const rgb = Uint8Array.from({ length: ROWS * COLUMNS * 3 }, (_, i) => (i * 7) & 255);

/** All bases: made by program, and the small real ones where SKIAGRAPH_DATA names the folder with them. */
export async function allBases(): Promise<Base[]> {
  const dicom = [...dicomBases(), ...(await compressedBases()), ...unusualBases()];
  const made = [...dicom, ...niftiBases(), ...pictureBases(), ...zipBases()];
  return [...made, ...realBases(process.env['SKIAGRAPH_DATA'] ?? '')];
}

function realBases(data: string): Base[] {
  return ['dicom/files', 'nifti/files'].flatMap((kind) => {
    const folder = path.join(data, kind);
    if (data === '' || !existsSync(folder)) return [];
    const files = readdirSync(folder)
      .sort()
      .map((name) => path.join(folder, name));
    const small = files.filter((file) => statSync(file).isFile() && statSync(file).size <= MOST_REAL_BYTES);
    return small.map((file) => ({ name: path.basename(file), bytes: new Uint8Array(readFileSync(file)) }));
  });
}

function dicomBases(): Base[] {
  const film = filmElements(ROWS, COLUMNS, grey16);
  const sequence = (depth: number): FixtureDataSet => ({
    '00081140': { vr: 'SQ', value: depth > 0 ? [sequence(depth - 1), sequence(depth - 1)] : [] },
    '00081150': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' },
  });
  const frames: FixtureDataSet = {
    '00280008': { vr: 'IS', value: '4' },
    '00280010': { vr: 'US', value: [ROWS / 4] },
    '00180060': { vr: 'DS', value: '120' },
  };
  const palette: FixtureDataSet = {
    '00280004': { vr: 'CS', value: 'PALETTE COLOR' },
    ...Object.fromEntries(
      ['1', '2', '3'].flatMap((digit) => [
        [`0028110${digit}`, { vr: 'US', value: [256, 0, 16] }],
        [`0028120${digit}`, { vr: 'OW', value: new Uint8Array(512).map((_, i) => i) }],
      ]),
    ),
  };
  const plain: [string, FixtureDataSet, Parameters<typeof dicomFile>[1]?][] = [
    ['dicom-explicit', { ...film, ...sequence(3) }],
    ['dicom-marked-sequences', { ...film, ...sequence(3) }, { undefinedLengths: true }],
    ['dicom-implicit', { ...film, ...sequence(2) }, { implicit: true, transferSyntax: '1.2.840.10008.1.2' }],
    ['dicom-big-endian', film, { bigEndian: true, transferSyntax: '1.2.840.10008.1.2.2' }],
    ['dicom-colour', filmElements(ROWS, COLUMNS, rgb, { '00280004': { vr: 'CS', value: 'YBR_FULL' } })],
    ['dicom-multi-frame', { ...film, ...frames }],
    ['dicom-palette', filmElements(ROWS, COLUMNS, grey8, palette)],
    ['dicom-deflated', film, { transferSyntax: '1.2.840.10008.1.2.1.99' }],
  ];
  return plain.map(([name, elements, options]) => {
    const bytes = dicomFile(elements, options);
    if (name !== 'dicom-deflated') return { name, bytes };
    const end = bytes.indexOf(0x08, 140 + 30);
    const wrap = (content: Uint8Array) => Buffer.concat([bytes.subarray(0, end), deflateRawSync(content)]);
    return { name, bytes: wrap(bytes.subarray(end)), wrap, content: bytes.subarray(end) };
  });
}

/** One film in each compressed transfer syntax. */
async function compressedBases(): Promise<Base[]> {
  const streams: [string, string, Uint8Array, Partial<Size>?][] = [
    ['rle', '1.2.840.10008.1.2.5', rleStream()],
    ['jpeg-ls', '1.2.840.10008.1.2.4.80', await encodeLossless('jpeg-ls', ROWS, COLUMNS, grey16)],
    ['jpeg-2000', '1.2.840.10008.1.2.4.90', await encodeLossless('jpeg-2000', ROWS, COLUMNS, grey16)],
    ['htj2k', '1.2.840.10008.1.2.4.201', await encodeLossless('htj2k', ROWS, COLUMNS, grey16)],
    ['deflated-frame', '1.2.840.10008.1.2.8.1', deflateRawSync(new Uint8Array(grey16.buffer))],
  ];
  const truth = JSON.parse(readFileSync(JPEG_STREAMS, 'utf8')) as {
    rows: number;
    columns: number;
    cases: { name: string; bits: number; samples: number; stream: string }[];
  };
  const { rows, columns } = truth;
  for (const { name, bits, samples, stream } of truth.cases.slice(6)) {
    const syntax = name.startsWith('lossless') ? '1.2.840.10008.1.2.4.57' : '1.2.840.10008.1.2.4.51';
    streams.push([name.replace(/\W+/g, '-'), syntax, Buffer.from(stream, 'base64'), { rows, columns, bits, samples }]);
  }
  return streams.map(([name, syntax, stream, size]) => ({
    name: `dicom-${name}`,
    bytes: encapsulated(syntax, stream, { rows: ROWS, columns: COLUMNS, bits: 16, samples: 1, ...size }),
  }));
}

interface Size {
  readonly rows: number;
  readonly columns: number;
  readonly bits: number;
  readonly samples: number;
}

function encapsulated(transferSyntax: string, stream: Uint8Array, { rows, columns, bits, samples }: Size): Uint8Array {
  const { '7FE00010': _native, ...header } = filmElements(rows, columns, new Uint8Array(rows * columns * samples), {
    '00280100': { vr: 'US', value: [bits > 8 ? 16 : 8] },
    '00280101': { vr: 'US', value: [bits] },
    '00280102': { vr: 'US', value: [bits - 1] },
  });
  const item = (content: Uint8Array) => {
    const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
    const even = Buffer.concat([content, Buffer.alloc(content.length % 2)]);
    head.writeUInt32LE(even.length, 4);
    return Buffer.concat([head, even]);
  };
  const start = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const end = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
  const parts = [dicomFile(header, { transferSyntax }), start, item(new Uint8Array()), item(stream), end];
  return new Uint8Array(Buffer.concat(parts));
}

/** The 16-bit film as two byte planes of literal runs. */
function rleStream(): Uint8Array {
  const plane = (shift: number) => {
    const out: number[] = [];
    for (let at = 0; at < grey16.length; at += 100) {
      const run = grey16.subarray(at, at + 100);
      out.push(run.length - 1, ...Array.from(run, (value) => (value >> shift) & 255));
    }
    return out;
  };
  const [high, low] = [plane(8), plane(0)];
  const header = Buffer.alloc(64);
  [2, 64, 64 + high.length].forEach((value, i) => header.writeUInt32LE(value, i * 4));
  return new Uint8Array(Buffer.concat([header, Buffer.from(high), Buffer.from(low)]));
}

/** Files that are legal and rare: byte orders, wrong labels, streams without an end. */
function unusualBases(): Base[] {
  const files = JSON.parse(readFileSync(UNUSUAL_FILES, 'utf8')) as { name: string; file: string }[];
  return files.map(({ name, file }) => ({ name, bytes: new Uint8Array(Buffer.from(file, 'base64')) }));
}

function niftiBases(): Base[] {
  const header = Buffer.alloc(352);
  header.writeInt32LE(348, 0);
  [4, COLUMNS, ROWS / 4, 2, 2, 1, 1, 1].forEach((value, i) => header.writeInt16LE(value, 40 + 2 * i));
  header.writeInt16LE(4, 70);
  header.writeInt16LE(16, 72);
  [1, 0.5, 0.5, 2, 1, 1, 1, 1].forEach((value, i) => header.writeFloatLE(value, 76 + 4 * i));
  header.writeFloatLE(352, 108);
  header.writeInt16LE(1, 254);
  [0.5, 0, 0, -9, 0, 0.5, 0, -9, 0, 0, 2, 5].forEach((value, i) => header.writeFloatLE(value, 280 + 4 * i));
  header.write('n+1\0', 344, 'latin1');
  const bytes = new Uint8Array(Buffer.concat([header, new Uint8Array(grey16.buffer)]));
  return [
    { name: 'nifti.nii', bytes },
    { name: 'behind.nii.gz', bytes: new Uint8Array(Buffer.concat([gzipSync(bytes), Buffer.from('behind')])) },
    { name: 'nifti.nii.gz', bytes: gzipSync(bytes), wrap: (content) => gzipSync(content), content: bytes },
  ];
}

function pictureBases(): Base[] {
  const png = (data: Uint8Array | Uint16Array, channels: 1 | 3 | 4) =>
    encodePng({ width: COLUMNS, height: ROWS, data, channels, depth: data instanceof Uint16Array ? 16 : 8 });
  const pngs = { 'grey-8': png(grey8, 1), 'grey-16': png(grey16, 1), colour: png(rgb, 3) };
  const truth = new URL('../../src-main/reading/pictures/pillow-pictures.fixture.json', import.meta.url);
  const pictures = Object.entries(pngs).map(([name, bytes]) => ({
    name: `png-${name}`,
    bytes,
    wrap: withRightSums,
    content: bytes,
  }));
  const text = readFileSync(truth, 'utf8');
  const jpegs = [...text.matchAll(/"(\/9j\/[A-Za-z0-9+/=]{200,})"/g)].slice(0, 4);
  return [
    ...pictures,
    ...jpegs.map(([, base64 = ''], i) => ({ name: `jpeg-${i}`, bytes: new Uint8Array(Buffer.from(base64, 'base64')) })),
  ];
}

/** A PNG whose chunks have the check sums of what is in them. */
function withRightSums(png: Uint8Array): Uint8Array {
  const bytes = Buffer.from(png);
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return new Uint8Array(bytes);
}

function zipBases(): Base[] {
  const film = dicomFile(filmElements(ROWS, COLUMNS, grey8));
  const wrap = (content: Uint8Array) =>
    zipFile([
      { name: 'a/film.dcm', content, deflated: true },
      { name: 'read me.txt', content: 'not an image' },
    ]);
  return [
    { name: 'zip.zip', bytes: wrap(film) },
    { name: 'zip-of-damaged.zip', bytes: wrap(film), wrap, content: film },
  ];
}
