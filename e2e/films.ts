import { encode } from 'fast-png';
import fs from 'node:fs';
import path from 'node:path';
import { drawChest } from '../scripts/samples/drawn-chest.ts';
import { dicomFile, filmElements, type FixtureDataSet } from '../src-main/reading/dicom/fixture.ts';

/** Size of the test films: rows, columns. */
export const FILM_SIZE = [240, 224] as const;

/** A drawn chest film as 8-bit grey, rows × columns. */
export function greyChest(): Uint8Array {
  return Uint8Array.from(drawChest(...FILM_SIZE), (value) => value >> 4);
}

/** Writes a chest in colour, which names nobody. Answers the file, `colour.png` in `folder`. */
export function writeColourFilm(folder: string): string {
  const file = path.join(folder, 'colour.png');
  const grey = greyChest();
  const data = Uint8Array.from(
    { length: grey.length * 3 },
    (_, i) => grey[Math.floor(i / 3)]! * (i % 3 === 0 ? 1 : 0.8),
  );
  fs.writeFileSync(file, encode({ width: FILM_SIZE[1], height: FILM_SIZE[0], channels: 3, data }));
  return file;
}

/** Writes a film as DICOM under its own UIDs (`number` tells films apart); `more` overrides tags. Answers the file. */
export function writeDicomFilm(file: string, number: number, pixels: Uint8Array, more: FixtureDataSet = {}): string {
  const root = `2.25.9147${number}`;
  const elements = filmElements(...FILM_SIZE, pixels, {
    '00080018': { vr: 'UI', value: `${root}.3` },
    '0020000D': { vr: 'UI', value: `${root}.1` },
    '0020000E': { vr: 'UI', value: `${root}.2` },
    '00100010': { vr: 'PN', value: `Test^Patient${number}` },
    '00100020': { vr: 'LO', value: `T-${number}` },
    '00101010': { vr: 'AS', value: '003Y' },
    ...more,
  });
  fs.writeFileSync(file, dicomFile(elements));
  return file;
}
