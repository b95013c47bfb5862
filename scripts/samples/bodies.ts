import { gaussian, seeded } from './noise.ts';

/** A point or a direction: left, posterior, superior (LPS), in millimetres. */
export type Place = readonly [number, number, number];

/** An ellipsoid of one value; later bodies lie over earlier ones. */
export interface Body {
  readonly centre: Place;
  /** Half axes along x, y, z before it is turned; Infinity: a cylinder. */
  readonly radii: Place;
  /** Turn about the z axis in degrees, from x towards y. */
  readonly turn?: number;
  readonly value: number;
}

/** How a stack of slices lies in the patient. */
export interface Stack {
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Middle of the first pixel of the first slice. */
  readonly origin: Place;
  /** Unit vectors along a row (from column to column), along a column, and from slice to slice. */
  readonly along: Place;
  readonly down: Place;
  readonly through: Place;
  readonly spacingMm: number;
  readonly sliceMm: number;
}

/** Where the middle of the first pixel of a slice lies. */
export function sliceOrigin({ origin, through, sliceMm }: Stack, slice: number): Place {
  return origin.map((at, i) => at + slice * sliceMm * (through[i] as number)) as unknown as Place;
}

/**
 * Pictures of bodies, slice by slice: each pixel is the mean of eight points of its voxel, as a scanner averages, plus noise.
 *
 * @param noise standard deviation of the noise
 * @returns for each slice rows × columns values, rounded
 */
export function pictureOf(bodies: readonly Body[], background: number, stack: Stack, noise: number, seed: number) {
  const { rows, columns, slices, along, down, through, spacingMm, sliceMm } = stack;
  const random = seeded(seed);
  const valueAt = valueOf(bodies, background);
  return Array.from({ length: slices }, (_, slice) => {
    const origin = sliceOrigin(stack, slice);
    const values = new Int16Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let corner = 0; corner < 8; corner++) {
          const u = (column + (corner & 1 ? 0.25 : -0.25)) * spacingMm;
          const v = (row + (corner & 2 ? 0.25 : -0.25)) * spacingMm;
          const w = (corner & 4 ? 0.25 : -0.25) * sliceMm;
          sum += valueAt(
            origin[0] + u * along[0] + v * down[0] + w * through[0],
            origin[1] + u * along[1] + v * down[1] + w * through[1],
            origin[2] + u * along[2] + v * down[2] + w * through[2],
          );
        }
        values[row * columns + column] = Math.round(sum / 8 + noise * gaussian(random));
      }
    }
    return values;
  });
}

function valueOf(bodies: readonly Body[], background: number): (x: number, y: number, z: number) => number {
  const ready = bodies
    .map(({ centre, radii, turn = 0, value }) => {
      const angle = (turn * Math.PI) / 180;
      return { centre, radii, cos: Math.cos(angle), sin: Math.sin(angle), value };
    })
    .toReversed();
  return (x, y, z) => {
    for (const { centre, radii, cos, sin, value } of ready) {
      const [dx, dy] = [x - centre[0], y - centre[1]];
      const a = (dx * cos + dy * sin) / radii[0];
      const b = (dy * cos - dx * sin) / radii[1];
      const c = (z - centre[2]) / radii[2];
      if (a * a + b * b + c * c <= 1) return value;
    }
    return background;
  };
}
