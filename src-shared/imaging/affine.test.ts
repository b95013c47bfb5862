import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisCodes, closestRotation } from './affine-orientation.ts';
import {
  affineOf,
  apply,
  betweenRasAndLps,
  compose,
  determinant,
  inverse,
  partsOf,
  planeAffine,
  reordered,
  type Affine,
} from './affine.ts';
import truth from './nibabel-affines.fixture.json' with { type: 'json' };
import { dot, lengthOf, unit, type Vector } from './vectors.ts';

const number = fc.integer({ min: -300_000, max: 300_000 }).map((n) => n / 1000);
const vector = fc.tuple(number, number, number);
const affine: fc.Arbitrary<Affine> = fc
  .tuple(vector, vector, vector, vector)
  .map(([a, b, c, d]) => affineOf(a, b, c, d))
  .filter((one) => {
    const { column, row, slice } = partsOf(one);
    return Math.abs(determinant(one)) > 1e-2 * lengthOf(column) * lengthOf(row) * lengthOf(slice);
  });

const close = (a: readonly number[], b: readonly number[], within = 1e-6) =>
  a.forEach((value, i) => expect(Math.abs(value - (b[i] as number))).toBeLessThanOrEqual(within));

/** All ways to store one volume: axes in any order, each from either end. */
const ORDERS: [number, number, number][] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];
const ORIENTATIONS = ORDERS.flatMap((axes) =>
  Array.from({ length: 8 }, (_, bits) => ({
    axes,
    flipped: [bits & 1, bits & 2, bits & 4].map(Boolean) as [boolean, boolean, boolean],
  })),
);

describe('the affine of a DICOM plane', () => {
  it('puts the first pixel at the image position and steps by the spacing along the cosines', () => {
    const plane = planeAffine(
      { imagePositionMm: [10, 20, 30], imageOrientation: [0, 1, 0, 0, 0, -1], rowMm: 2, columnMm: 0.5 },
      [-3, 0, 0],
    );
    expect(apply(plane, [0, 0, 0])).toEqual([10, 20, 30]);
    expect(apply(plane, [4, 0, 0])).toEqual([10, 22, 30]);
    expect(apply(plane, [0, 3, 0])).toEqual([10, 20, 24]);
    expect(apply(plane, [0, 0, 2])).toEqual([4, 20, 30]);
  });

  it('steps a millimetre along the normal where no step is given', () => {
    const plane = { imagePositionMm: [0, 0, 0] as Vector, imageOrientation: [1, 0, 0, 0, 1, 0], rowMm: 2, columnMm: 2 };
    expect(partsOf(planeAffine(plane, null)).slice).toEqual([0, 0, 1]);
  });
});

describe('affines', () => {
  it('and their inverses take every voxel there and back', () => {
    fc.assert(
      fc.property(affine, vector, (one, point) => {
        close(apply(inverse(one) as Affine, apply(one, point)), point, 1e-4);
      }),
    );
  });

  it('composed do what one after the other does', () => {
    fc.assert(
      fc.property(affine, affine, vector, (outer, inner, point) => {
        const [at, expected] = [apply(compose(outer, inner), point), apply(outer, apply(inner, point))];
        close(at, expected, 1e-9 * Math.max(1, lengthOf(expected)) * 1e3);
      }),
    );
  });

  it('that flatten space, or hold no numbers, have no inverse', () => {
    expect(inverse(affineOf([1, 0, 0], [2, 0, 0], [0, 0, 1], [0, 0, 0]))).toBeNull();
    expect(inverse(affineOf([0, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]))).toBeNull();
    expect(inverse(affineOf([NaN, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]))).toBeNull();
  });

  it('of thin voxels have one', () => {
    expect(inverse(affineOf([1e-5, 0, 0], [0, 1e-5, 0], [0, 0, 1e-5], [0, 0, 0]))).not.toBeNull();
  });

  it('turn between RAS and LPS and back', () => {
    fc.assert(
      fc.property(affine, (one) => {
        close(betweenRasAndLps(betweenRasAndLps(one)).flat(), one.flat(), 0);
      }),
    );
    expect(betweenRasAndLps(affineOf([2, 0, 0], [0, 3, 0], [0, 0, 4], [5, 6, 7]))).toEqual(
      affineOf([-2, 0, 0], [0, -3, 0], [0, 0, 4], [-5, -6, 7]),
    );
  });

  it('refuse an order of axes that is none', () => {
    const one = affineOf([1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]);
    expect(() => reordered(one, [0, 0, 2], [false, false, false], [2, 2, 2])).toThrow(RangeError);
  });
});

describe('a phantom stored in all 48 orientations', () => {
  const size = [5, 7, 9] as const;
  const axial = affineOf([0.7, 0, 0], [0, 0.8, 0], [0, 0, 2.5], [-100, -120, 40]);

  it('has every voxel at its one place in the patient', () => {
    expect(ORIENTATIONS).toHaveLength(48);
    const places = ORIENTATIONS.map(({ axes, flipped }) => {
      const stored = reordered(axial, axes, flipped, size);
      const voxel = [1, 2, 3] as const;
      const index = axes.map((old, axis) => {
        const at = voxel[old as 0 | 1 | 2];
        return flipped[axis as 0 | 1 | 2] ? size[old as 0 | 1 | 2] - 1 - at : at;
      }) as [number, number, number];
      close(apply(stored, index), apply(axial, [...voxel]), 1e-9);
      return String(axisCodes(stored));
    });
    expect(new Set(places).size).toBe(48);
  });

  it('names each axis after the side that it runs to', () => {
    for (const { axes, flipped } of ORIENTATIONS) {
      const codes = axes.map((old, axis) => (flipped[axis] ? ['R', 'A', 'F'] : ['L', 'P', 'H'])[old]);
      expect(axisCodes(reordered(axial, axes, flipped, size))).toEqual(codes);
    }
  });

  it('is mirrored exactly where an odd number of axes was turned round or swapped', () => {
    for (const { axes, flipped } of ORIENTATIONS) {
      const swaps = ORDERS.findIndex((order) => String(order) === String(axes));
      const odd = [0, 1, 1, 0, 0, 1][swaps] as number;
      const turned = flipped.filter(Boolean).length + odd;
      expect(determinant(reordered(axial, axes, flipped, size)) < 0).toBe(turned % 2 === 1);
    }
  });
});

describe('oblique and sheared affines', () => {
  it('have the axis codes that nibabel gives them', () => {
    const names: Record<string, string> = { S: 'H', I: 'F' };
    for (const { affine: ras, codes } of truth) {
      const [x, y, z, last] = ras as unknown as Affine;
      expect(axisCodes(betweenRasAndLps([x, y, z, last]))).toEqual(codes.map((code) => names[code] ?? code));
    }
    expect(truth.length).toBeGreaterThan(40);
  });

  it('lie nearest to a rotation whose axes stand at right angles', () => {
    fc.assert(
      fc.property(affine, (one) => {
        const axes = closestRotation(one) as readonly [Vector, Vector, Vector];
        expect(axes).not.toBeNull();
        for (const [i, a] of axes.entries()) {
          for (const [j, b] of axes.entries()) close([dot(a, b)], [i === j ? 1 : 0], 1e-9);
        }
      }),
    );
  });

  it('of a rotation keep it', () => {
    const [a, b] = [unit([3, 1, 0.5]), unit([-1, 3, 0])];
    const axes = closestRotation(
      planeAffine({ imagePositionMm: [0, 0, 0], imageOrientation: [...a, ...b], rowMm: 3, columnMm: 2 }, null),
    );
    close(axes?.[0] ?? [], a, 1e-12);
    close(axes?.[1] ?? [], b, 1e-12);
  });

  it('that make no sense name nothing', () => {
    const flat = affineOf([1, 0, 0], [2, 0, 0], [0, 0, 1], [0, 0, 0]);
    expect(axisCodes(flat)).toBeNull();
  });
});
