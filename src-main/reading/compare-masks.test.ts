import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Affine } from '../../src-shared/imaging/affine.ts';
import { writeNifti } from '../../src-shared/imaging/nifti-write.ts';
import { compareMasks, type MaskComparison } from './compare-masks.ts';
import { bytesInMemory } from './containers/byte-source.ts';
import { openImage } from './open-image.ts';
import { encode } from 'fast-png';

const png = (rows: number, columns: number, values: number[]) =>
  encode({ width: columns, height: rows, data: Uint8Array.from(values), channels: 1, depth: 8 });
const AFFINE: Affine = [
  [-2, 0, 0, 10],
  [0, -1, 0, 20],
  [0, 0, 5, 30],
  [0, 0, 0, 1],
];
const volume = (values: number[], affine: Affine | null = AFFINE) =>
  new Uint8Array(gzipSync(writeNifti({ values: Uint8Array.from(values), size: [3, 2, 2], affine })));

async function compare(found: Uint8Array, truth: Uint8Array, change: Partial<MaskComparison> = {}) {
  const image = await openImage(bytesInMemory(truth));
  const comparison = { found, labels: 1, ignored: null, frames: 1, spacingMm: null, affine: null, ...change };
  return compareMasks(image, comparison, () => undefined);
}

describe('comparing a found mask with a true one', () => {
  it('takes every value but 0 for the only label', async () => {
    const [figures] = await compare(png(2, 3, [0, 1, 1, 0, 0, 1]), png(2, 3, [0, 255, 255, 0, 255, 0]));
    expect(figures).toMatchObject({ dice: 2 / 3, intersectionOverUnion: 0.5, unit: 'px' });
  });

  it('takes numbers for labels where there are several', async () => {
    const figures = await compare(png(1, 4, [1, 2, 2, 0]), png(1, 4, [1, 1, 2, 7]), { labels: 2 });
    expect(figures.map(({ dice }) => dice)).toEqual([2 / 3, 2 / 3]);
  });

  it('leaves out what the truth marks as not to be counted, and only when asked', async () => {
    const [found, truth] = [png(1, 4, [1, 1, 1, 0]), png(1, 4, [255, 255, 127, 127])];
    expect((await compare(found, truth, { ignored: 127 }))[0]!.dice).toBe(1);
    expect((await compare(found, truth))[0]!.dice).toBeCloseTo(6 / 7, 12);
  });

  it('compares volumes slice by slice, in millimetres', async () => {
    const truth = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
    const found = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0];
    const place = { frames: 2, spacingMm: [5, 1, 2], affine: AFFINE } as const;
    expect((await compare(volume(found), volume(truth), place))[0]).toMatchObject({
      dice: 0,
      hausdorff95: 5,
      unit: 'mm',
    });
    expect((await compare(volume(truth), volume(truth), place))[0]).toMatchObject({ dice: 1, hausdorff95: 0 });
  });

  it('refuses a mask of another size, of colours, or that lies elsewhere: it resamples nothing', async () => {
    const found = png(2, 3, [0, 0, 0, 0, 0, 1]);
    const colour = encode({ width: 3, height: 2, data: new Uint8Array(18), channels: 3, depth: 8 });
    for (const truth of [png(3, 2, [0, 0, 0, 0, 0, 1]), png(2, 2, [0, 0, 0, 1]), colour]) {
      await expect(compare(found, truth)).rejects.toThrow('labels-mask-differs');
    }
    const values = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const elsewhere = AFFINE.map((line, i) => (i === 2 ? [0, 0, -5, 35] : line)) as unknown as Affine;
    const place = { frames: 2, spacingMm: [5, 1, 2], affine: AFFINE } as const;
    await expect(compare(volume(values), volume(values, elsewhere), place)).rejects.toThrow('labels-mask-differs');
  });
});
