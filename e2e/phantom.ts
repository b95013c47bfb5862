import { expect } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { dicomFile, filmElements, type FixtureDataSet } from '../src-main/reading/dicom/fixture.ts';
import { chooseNext, type Program } from './program.ts';

/** A CT phantom with pixels that are not square: a cylinder of 100 HU in water, in slices 5 mm apart. */
export const PHANTOM = { rows: 128, columns: 256, rowMm: 0.8, columnMm: 0.5, sliceMm: 5, radiusMm: 30 } as const;

/** Writes a series of the phantom, one file a slice, and answers its folder. The cylinder's middle is the picture's; the first slice lies `fromMm` up. */
export function writePhantom(
  folder: string,
  series: number,
  slices: number,
  more: FixtureDataSet = {},
  fromMm = 0,
): string {
  fs.mkdirSync(folder, { recursive: true });
  const { rows, columns, rowMm, columnMm, sliceMm, radiusMm } = PHANTOM;
  const pixels = Uint16Array.from({ length: rows * columns }, (_, i) => {
    const x = ((i % columns) + 0.5 - columns / 2) * columnMm;
    const y = (Math.floor(i / columns) + 0.5 - rows / 2) * rowMm;
    return Math.hypot(x, y) < radiusMm ? 1124 : 1024;
  });
  const root = '2.25.77311';
  for (let slice = 0; slice < slices; slice++) {
    const elements = filmElements(rows, columns, pixels, {
      '00080016': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' },
      '00080018': { vr: 'UI', value: `${root}.${series}.${slice + 1}` },
      '00080060': { vr: 'CS', value: 'CT' },
      '0020000D': { vr: 'UI', value: root },
      '0020000E': { vr: 'UI', value: `${root}.${series}` },
      '00200011': { vr: 'IS', value: String(series) },
      '00200013': { vr: 'IS', value: String(slice + 1) },
      '00100010': { vr: 'PN', value: 'Phantom^Cylinder' },
      '00100020': { vr: 'LO', value: 'P-1' },
      '00180015': { vr: 'CS', value: 'CHEST' },
      '00200032': { vr: 'DS', value: `-64\\-51.2\\${fromMm + slice * sliceMm}` },
      '00200037': { vr: 'DS', value: '1\\0\\0\\0\\1\\0' },
      '00200052': { vr: 'UI', value: `${root}.9` },
      '00280030': { vr: 'DS', value: `${rowMm}\\${columnMm}` },
      '00281050': { vr: 'DS', value: '50' },
      '00281051': { vr: 'DS', value: '400' },
      '00281052': { vr: 'DS', value: '-1024' },
      '00281053': { vr: 'DS', value: '1' },
      '00281054': { vr: 'LO', value: 'HU' },
      ...more,
    });
    fs.writeFileSync(path.join(folder, `${series}-${slice}.dcm`), dicomFile(elements));
  }
  return folder;
}

/** Opens the phantom and waits for its picture. */
export async function openPhantom({ app, page }: Program, folder: string): Promise<void> {
  await chooseNext(app, [folder]);
  await page.keyboard.press('Control+Shift+O');
  await expect(page.locator('[data-part="zoom"]').first()).toBeVisible();
}
