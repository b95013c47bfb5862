import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from './containers/byte-source.ts';
import { openImage } from './open-image.ts';

const SAMPLES = path.join(import.meta.dirname, '..', '..', 'resources', 'samples');

type Place = readonly [number, number, number];

/**
 * How many cubic millimetres of a bright body lie within 8 mm of a place, and where their middle is. A voxel counts by how far
 * its value has gone from the surroundings' to the body's.
 */
async function bodyAt(
  folder: string,
  beginning: string,
  [outside, inside]: [number, number],
  around: Place,
  sliceMm: number,
) {
  const names = readdirSync(path.join(SAMPLES, folder)).filter((name) => name.startsWith(beginning));
  const found: { readonly place: Place; readonly mm3: number }[] = [];
  for (const name of names) {
    const image = await openImage(bytesInMemory(new Uint8Array(readFileSync(path.join(SAMPLES, folder, name)))));
    const { pixels, seriesDescription } = image.description;
    expect(seriesDescription).toMatch(/no patient$/);
    const { values } = image.frameOf(await image.stored(0));
    const [along, down] = [pixels.imageOrientation!.slice(0, 3), pixels.imageOrientation!.slice(3)];
    const step = pixels.spacing.rowMm!;
    for (let i = 0; i < values.length; i++) {
      const [column, row] = [i % pixels.columns, Math.floor(i / pixels.columns)];
      const at = (axis: 0 | 1 | 2) =>
        pixels.imagePositionMm![axis] + step * (column * along[axis]! + row * down[axis]!);
      const place = [at(0), at(1), at(2)] as const;
      if (Math.hypot(...place.map((each, axis) => each - around[axis]!)) >= 8) continue;
      const share = ((values[i] as number) - outside) / (inside - outside);
      found.push({ place, mm3: share * step * step * sliceMm });
    }
  }
  const mm3 = found.reduce((sum, each) => sum + each.mm3, 0);
  const middle = ([0, 1, 2] as const).map(
    (axis) => found.reduce((sum, each) => sum + each.place[axis] * each.mm3, 0) / mm3,
  );
  return { slices: names.length, mm3, middle };
}

const ball = (diameterMm: number) => (Math.PI / 6) * diameterMm ** 3;

describe('the sample studies', () => {
  it.each([
    ['2025', 8],
    ['2026', 11],
  ])('show in %s a nodule of %d mm', async (year, diameterMm) => {
    const nodule = await bodyAt('drawn-nodule', year, [-850, 35], [-114, 40, 4], 2.5);
    expect(nodule.slices).toBe(26);
    expect(nodule.mm3 / ball(diameterMm)).toBeCloseTo(1, 1);
  });

  it.each([
    ['axial', '20260109-1', 34, 5],
    ['sagittal', '20260109-2', 22, 6],
  ])('show the lesion of the head where it is, %s', async (_plane, beginning, slices, sliceMm) => {
    const lesion = await bodyAt('drawn-head', beginning, [720, 1050], [32, -26, 20], sliceMm);
    expect(lesion.slices).toBe(slices);
    expect(lesion.mm3 / ball(12)).toBeCloseTo(1, 1);
    [32, -26, 20].forEach((at, axis) => expect(lesion.middle[axis]).toBeCloseTo(at, 0));
  });
});
