import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apply, type Affine } from '../../src-shared/imaging/affine.ts';
import { assembleSeries } from '../../src-shared/imaging/series-assembly.ts';
import { fetchVolume, planVolume } from '../../src-shared/imaging/volume.ts';
import { bytesInMemory } from './containers/byte-source.ts';
import { openImage } from './open-image.ts';

// made by scripts/truth/placed_series.py
const truth = JSON.parse(readFileSync(new URL('./placed-series.fixture.json', import.meta.url), 'utf8')) as {
  name: string;
  files: string[];
  affine: Affine;
  values: number[];
}[];

describe('a series', () => {
  it.each(truth)('is the volume that dcm2niix makes of it: $name', async ({ files, affine, values }) => {
    const instances = await Promise.all(
      files.map(async (file, i) => {
        const image = await openImage(bytesInMemory(new Uint8Array(Buffer.from(file, 'base64'))));
        const description = { ...image.description, fileBytes: 1, fileSha256: String(i).padStart(64, '0') };
        return { name: `${i}.dcm`, image, description };
      }),
    );
    const { displaySets, warnings } = assembleSeries(instances);
    expect(displaySets).toHaveLength(1);
    expect(warnings).toEqual([]);
    const plan = planVolume(displaySets[0]!);
    if (!plan.regular) throw new Error(plan.whyNot.code);
    const { description, values: stored } = await fetchVolume(plan, async ({ instance: { image }, frame }) =>
      image.frameOf(await image.stored(frame)),
    );
    const { columns, rows, slices, slope, intercept } = description;
    for (const corner of [
      [0, 0, 0],
      [columns - 1, 0, 0],
      [0, rows - 1, 0],
      [columns - 1, rows - 1, slices - 1],
    ] as [number, number, number][]) {
      const expected = apply(affine, corner);
      apply(description.affine, corner).forEach((mm, axis) => expect(mm).toBeCloseTo(expected[axis]!, 3));
    }
    expect(Array.from(stored, (value) => value * slope + intercept)).toEqual(values);
  });
});
