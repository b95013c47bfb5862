import { encode } from 'fast-png';
import fs from 'node:fs';
import { drawChest } from '../scripts/samples/drawn-chest.ts';
import { dicomFile, filmElements } from '../src-main/reading/dicom/fixture.ts';
import { jpegFile } from '../src-main/reading/pictures/jpeg.fixture.ts';

const ROWS = 640;
const COLUMNS = 592;

/** Whose film it is: `name` as DICOM writes it, `shown` as the program does. */
export interface StoryPatient {
  readonly name: string;
  readonly shown: string;
  readonly id: string;
  /** Under which the film's UIDs lie. */
  readonly root: string;
}

let drawn: Uint16Array | undefined;
const chest = () => (drawn ??= drawChest(ROWS, COLUMNS));
const grey = () => Uint8Array.from(chest(), (value) => value >> 4);

/** Writes a drawn chest film of a child as DICOM: 12 bits, orientation and spacing known. Answers the file. */
export function writeFilm(file: string, { name, id, root }: StoryPatient): string {
  const film = filmElements(ROWS, COLUMNS, chest(), {
    '00080018': { vr: 'UI', value: `${root}.3` },
    '0020000D': { vr: 'UI', value: `${root}.1` },
    '0020000E': { vr: 'UI', value: `${root}.2` },
    '00080020': { vr: 'DA', value: '20260301' },
    '00080030': { vr: 'TM', value: '101500' },
    '00081030': { vr: 'LO', value: 'Chest' },
    '00100010': { vr: 'PN', value: name },
    '00100020': { vr: 'LO', value: id },
    '00100030': { vr: 'DA', value: '20220210' },
    '00101010': { vr: 'AS', value: '004Y' },
    '00185101': { vr: 'CS', value: 'AP' },
    '00181164': { vr: 'DS', value: '0.4\\0.4' },
    '00200020': { vr: 'CS', value: 'L\\F' },
    '00280101': { vr: 'US', value: [12] },
    '00280102': { vr: 'US', value: [11] },
    '00281050': { vr: 'DS', value: '1500' },
    '00281051': { vr: 'DS', value: '3000' },
  });
  fs.writeFileSync(file, dicomFile(film));
  return file;
}

/** Writes a film so small that it is read at once, for tests that need many. Answers the file. */
export function writeSmallFilm(file: string, { name, id, root }: StoryPatient): string {
  const pixels = Uint8Array.from({ length: 64 * 64 }, (_, index) => index % 251);
  const film = filmElements(64, 64, pixels, {
    '00080018': { vr: 'UI', value: `${root}.3` },
    '0020000D': { vr: 'UI', value: `${root}.1` },
    '0020000E': { vr: 'UI', value: `${root}.2` },
    '00100010': { vr: 'PN', value: name },
    '00100020': { vr: 'LO', value: id },
  });
  fs.writeFileSync(file, dicomFile(film));
  return file;
}

/** Writes the drawn chest as a grey PNG, which names nobody. Answers the file. */
export function writePng(file: string): string {
  fs.writeFileSync(file, encode({ width: COLUMNS, height: ROWS, channels: 1, depth: 8, data: grey() }));
  return file;
}

/** Writes the drawn chest as a JPEG, which names nobody and is compressed with loss. Answers the file. */
export async function writeJpeg(file: string): Promise<string> {
  fs.writeFileSync(file, await jpegFile(ROWS, COLUMNS, grey()));
  return file;
}
