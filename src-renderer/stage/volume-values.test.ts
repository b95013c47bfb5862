import { describe, expect, it } from 'vitest';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import type { Vector } from '../../src-shared/imaging/vectors.ts';
import { onPlane, patientPlane } from '../../src-shared/measuring/plane-pose.ts';
import { planeStatistics } from '../../src-shared/measuring/plane-statistics.ts';
import { volumeValues } from './volume-values.ts';

const plain: Pick<PixelDescription, 'rescale' | 'modalityLut' | 'padding' | 'voiLut'> = {
  ...{ rescale: { slope: 1, intercept: 0, unit: 'HU' }, modalityLut: null, padding: null, voiLut: null },
};

/**
 * A phantom on a grid that is neither even nor straight: voxels of 0.7 × 1.1 × 3 mm, turned by 20° about the patient's long
 * axis. Its value rises evenly in the patient: 2 a millimetre to the left, −1 backwards, 5 upwards.
 */
const TURN = (20 * Math.PI) / 180;
const [columns, rows, count] = [90, 70, 30];
const spacing = [0.7, 1.1, 3] as const;
const axes: readonly Vector[] = [
  [Math.cos(TURN), Math.sin(TURN), 0],
  [-Math.sin(TURN), Math.cos(TURN), 0],
  [0, 0, 1],
];
const origin: Vector = [-20, -40, -45];
const worldOf = (index: Vector): Vector =>
  [0, 1, 2].map((axis) =>
    index.reduce((sum, steps, i) => sum + steps * spacing[i as 0]! * axes[i]![axis]!, origin[axis]!),
  ) as unknown as Vector;
const indexOf = (point: Vector): Vector =>
  axes.map((axis, i) => axis.reduce((sum, part, k) => sum + part * (point[k]! - origin[k]!), 0) / spacing[i]!) as never;
const truth = ([x, y, z]: Vector) => 2 * x - y + 5 * z;
const slices = Array.from({ length: count }, (_, k) =>
  Float64Array.from({ length: rows * columns }, (_value, i) =>
    truth(worldOf([i % columns, Math.floor(i / columns), k])),
  ),
);
const middle = worldOf([columns / 2, rows / 2, count / 2]);

describe('values on a plane that cuts an oblique, anisotropic volume', () => {
  const valueAt = volumeValues(slices, columns, indexOf, plain);

  it.each(['axial', 'coronal', 'sagittal'] as const)(
    'are exact on the %s one: mean and deviation of a disc',
    (plane) => {
      const pose = patientPlane(plane, middle);
      const along = (axis: Vector) => axis.reduce((sum, part, k) => sum + part * (middle[k]! - pose.originMm[k]!), 0);
      const [x, y] = [along(pose.right), along(pose.down)];
      const radius = 9;
      const points: [number, number][] = [
        [x - radius, y - radius],
        [x + radius, y + radius],
      ];
      const found = planeStatistics({ kind: 'ellipse', points }, 0.1, (point) => valueAt(onPlane(pose, point)))!;
      const gradient: Vector = [2, -1, 5];
      const inPlane = Math.hypot(
        ...[pose.right, pose.down].map((axis) => axis.reduce((sum, part, k) => sum + part * gradient[k]!, 0)),
      );
      expect(found.mean).toBeCloseTo(truth(middle), 1);
      // a linear function on a disc: |gradient| r / 2
      expect(found.deviation / ((inPlane * radius) / 2)).toBeCloseTo(1, 2);
    },
  );

  it('are none outside it', () => {
    expect(valueAt([500, 0, 0])).toBeNull();
  });

  it('are none beside padding, and none where a table has changed them', () => {
    const at = worldOf([10, 10, 10]);
    const value = truth(at);
    const padding = { from: value - 0.5, to: value + 0.5 };
    expect(volumeValues(slices, columns, indexOf, { ...plain, padding })(at)).toBeNull();
    // a padding value of 3 with a broken slope, as 32 bits hold it
    const broken = { rescale: { slope: 0.3333333, intercept: 0, unit: null }, padding: { from: 3, to: 3 } };
    const held = [new Float32Array(4).fill(3 * 0.3333333)];
    expect(volumeValues(held, 2, (index) => index, { ...plain, ...broken })([0, 0, 0])).toBeNull();
    const voiLut = { first: 0, bits: 8, values: [0, 255] };
    expect(volumeValues(slices, columns, indexOf, { ...plain, voiLut })(at)).toBeNull();
  });
});
