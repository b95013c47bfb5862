/** A picture cut into patches of like brightness. */
export interface Superpixels {
  /** For each pixel the number of its patch, from 0. */
  readonly patches: Int32Array;
  readonly count: number;
}

const ROUNDS = 6;

/**
 * Simple linear iterative clustering (Achanta et al. 2012, IEEE TPAMI 34): patches of about equal size that follow edges.
 * Grey pictures only; stray pixels stay with the patch that they are nearest to in brightness and place.
 *
 * @param values rows × columns, row by row
 * @param wanted about how many patches
 * @param compactness how much place counts against brightness: brightness that differs by the picture's whole range counts as
 *   much as a distance of `1 / compactness` patch sides
 */
export function superpixels(
  values: Float32Array,
  rows: number,
  columns: number,
  wanted: number,
  compactness = 0.1,
): Superpixels {
  const side = Math.max(1, Math.sqrt((rows * columns) / wanted));
  const across = Math.max(1, Math.round(columns / side));
  const down = Math.max(1, Math.round(rows / side));
  const count = across * down;
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = high > low ? 1 / (high - low) : 0;
  const centres = Array.from({ length: count }, (_, i) => {
    const y = ((Math.floor(i / across) + 0.5) * rows) / down;
    const x = (((i % across) + 0.5) * columns) / across;
    return { y, x, value: values[Math.floor(y) * columns + Math.floor(x)] as number };
  });
  const patches = new Int32Array(values.length);
  const nearest = new Float64Array(values.length);
  for (let round = 0; round < ROUNDS; round++) {
    nearest.fill(Infinity);
    centres.forEach((centre, patch) => {
      // every pixel lies within two sides of some centre: a centre can leave its own cell only by little
      const [top, bottom] = [
        Math.max(0, Math.floor(centre.y - 2 * side)),
        Math.min(rows, Math.ceil(centre.y + 2 * side)),
      ];
      const left = Math.max(0, Math.floor(centre.x - 2 * side));
      const right = Math.min(columns, Math.ceil(centre.x + 2 * side));
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const i = y * columns + x;
          const away = ((y + 0.5 - centre.y) ** 2 + (x + 0.5 - centre.x) ** 2) / (side * side);
          const unlike = ((values[i] as number) - centre.value) * scale;
          const distance = unlike * unlike + compactness * compactness * away;
          if (distance < (nearest[i] as number)) {
            nearest[i] = distance;
            patches[i] = patch;
          }
        }
      }
    });
    moveToMiddles(centres, patches, values, columns);
  }
  return { patches, count };
}

function moveToMiddles(
  centres: { y: number; x: number; value: number }[],
  patches: Int32Array,
  values: Float32Array,
  columns: number,
): void {
  const sums = centres.map(() => ({ y: 0, x: 0, value: 0, pixels: 0 }));
  patches.forEach((patch, i) => {
    const sum = sums[patch] as (typeof sums)[number];
    sum.y += Math.floor(i / columns) + 0.5;
    sum.x += (i % columns) + 0.5;
    sum.value += values[i] as number;
    sum.pixels += 1;
  });
  sums.forEach(({ y, x, value, pixels }, i) => {
    if (pixels > 0) centres[i] = { y: y / pixels, x: x / pixels, value: value / pixels };
  });
}
