/**
 * Squared distance of every grid point to the nearest one that is marked, exact and separable (Felzenszwalb and Huttenlocher
 * 2012). `Infinity` everywhere where nothing is marked.
 *
 * @param marked not 0 where marked; first axis slowest
 * @param shape points along each axis, slowest first
 * @param spacing between points along each axis, same order
 * @returns squared distances in the spacing's unit
 */
export function squaredDistances(
  marked: ArrayLike<number>,
  shape: readonly number[],
  spacing: readonly number[],
): Float64Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const distances = new Float64Array(size);
  for (let i = 0; i < size; i++) distances[i] = marked[i] !== 0 ? 0 : Infinity;
  let stride = size;
  shape.forEach((length, axis) => {
    stride /= length;
    alongAxis(distances, length, stride, spacing[axis] as number);
  });
  return distances;
}

function alongAxis(distances: Float64Array, length: number, stride: number, step: number): void {
  const line = new Float64Array(length);
  const roots = new Int32Array(length);
  const borders = new Float64Array(length + 1);
  const block = length * stride;
  for (let start = 0; start < distances.length; start += block) {
    for (let offset = start; offset < start + stride; offset++) {
      let any = false;
      for (let i = 0; i < length; i++) {
        line[i] = distances[offset + i * stride] as number;
        any ||= line[i] !== Infinity;
      }
      if (any) lowerEnvelope(line, length, step, roots, borders, distances, offset, stride);
    }
  }
}

/** Lowest of the parabolas that stand on the finite points of a line. */
function lowerEnvelope(
  line: Float64Array,
  length: number,
  step: number,
  roots: Int32Array,
  borders: Float64Array,
  out: Float64Array,
  offset: number,
  stride: number,
): void {
  const scale = step * step;
  let last = -1;
  for (let q = 0; q < length; q++) {
    const height = line[q] as number;
    if (height === Infinity) continue;
    let border = -Infinity;
    while (last >= 0) {
      const root = roots[last] as number;
      border = (height - (line[root] as number) + scale * (q * q - root * root)) / (2 * scale * (q - root));
      if (border > (borders[last] as number)) break;
      last--;
      border = -Infinity;
    }
    last++;
    roots[last] = q;
    borders[last] = border;
  }
  borders[last + 1] = Infinity;
  let k = 0;
  for (let q = 0; q < length; q++) {
    while ((borders[k + 1] as number) < q) k++;
    const root = roots[k] as number;
    out[offset + q * stride] = scale * (q - root) * (q - root) + (line[root] as number);
  }
}
