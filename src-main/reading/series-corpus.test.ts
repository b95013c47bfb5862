import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply, type Affine } from '../../src-shared/imaging/affine.ts';
import truth from '../../src-shared/imaging/dcm2niix-series.fixture.json' with { type: 'json' };
import { assembleSeries } from '../../src-shared/imaging/series-assembly.ts';
import { fetchVolume, planVolume } from '../../src-shared/imaging/volume.ts';
import { openFile } from './containers/located-file.ts';
import { describeFile } from './describe-file.ts';
import { openImage } from './open-image.ts';

const data = process.env['SKIAGRAPH_DATA'] ?? '';
const there = data !== '' && existsSync(join(data, 'series'));
const reason = there ? '' : ' (skipped: SKIAGRAPH_DATA names no folder with series/)';

describe.skipIf(!there)(`real series${reason}`, () => {
  it.each(truth.map((one) => [one.name, one] as const))(
    '%s are the volume that dcm2niix makes of them',
    { timeout: 120_000 },
    async (_name, one) => {
      const instances = await Promise.all(
        one.files.map(async (name) => {
          const path = join(data, name);
          return { path, name, description: (await describeFile(path)).description };
        }),
      );
      const { displaySets, warnings } = assembleSeries(instances);
      expect(displaySets).toHaveLength(1);
      expect(warnings).toEqual([]);
      const plan = planVolume(displaySets[0]!);
      if (!plan.regular) throw new Error(plan.whyNot.code);
      const { description, values } = await fetchVolume(plan, async ({ instance, frame }) => {
        const file = await openFile(instance.path);
        const image = await openImage(file.source);
        const stored = image.frameOf(await image.stored(frame));
        await file.source.close();
        return stored;
      });
      const { columns, rows, slices, slope, intercept, affine } = description;
      expect([columns, rows, slices]).toEqual(one.shape);
      for (const corner of [
        [0, 0, 0],
        [columns - 1, rows - 1, slices - 1],
      ] as [number, number, number][]) {
        const expected = apply(one.affine as unknown as Affine, corner);
        // dcm2niix keeps float32
        apply(affine, corner).forEach((mm, axis) => expect(Math.abs(mm - expected[axis]!)).toBeLessThan(2e-3));
      }
      for (const [column, row, slice, value] of one.probes as [number, number, number, number][]) {
        const stored = values[(slice * rows + row) * columns + column]!;
        expect(stored * slope + intercept).toBeCloseTo(value, 3);
      }
      let sum = 0;
      for (const stored of values) sum += stored * slope + intercept;
      expect(sum / one.sum).toBeCloseTo(1, 6); // dcm2niix keeps slopes as float32
      expect(values.byteLength).toBe(columns * rows * slices * values.BYTES_PER_ELEMENT);
    },
  );
});
