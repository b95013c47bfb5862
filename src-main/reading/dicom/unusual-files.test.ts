import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import { summarise } from '../summary.ts';

// made by scripts/truth/unusual_dicom.py
const files = JSON.parse(readFileSync(new URL('./unusual-files.fixture.json', import.meta.url), 'utf8')) as {
  name: string;
  file: string;
  sha256: string | null;
  min: number;
  max: number;
  mean: number;
  warnings: string[];
}[];

describe('an unusual DICOM file', () => {
  it.each(files)('has the pixels that it was made from: $name', async ({ file, sha256, min, max, mean, warnings }) => {
    const image = await openImage(bytesInMemory(new Uint8Array(Buffer.from(file, 'base64'))));
    const summary = await summarise(image);
    expect(summary).toMatchObject({ min, max });
    expect(summary.mean).toBeCloseTo(mean, 9);
    if (sha256 !== null) expect(summary.sha256).toBe(sha256);
    expect(image.description.warnings.map(({ code }) => code)).toEqual(warnings);
  });
});
