import type { BinaryMask } from './binary-mask.ts';

/**
 * Opening, then closing with a disc of all pixels within `radius` of its middle, slice by slice: takes away what is thinner
 * than the disc and closes gaps. The numbers of `scipy.ndimage.binary_opening` and `binary_closing` of a picture with
 * enough background around it, so that closing keeps what touches the border.
 */
export function smoothMask(mask: BinaryMask, radius: number): BinaryMask {
  const { slices, rows, columns, values } = mask;
  const out = new Uint8Array(values.length);
  const [tall, wide] = [rows + 2 * radius, columns + 2 * radius];
  for (let slice = 0; slice < slices; slice++) {
    const base = slice * rows * columns;
    const padded = new Uint8Array(tall * wide);
    for (let y = 0; y < rows; y++) {
      const from = base + y * columns;
      padded.set(values.subarray(from, from + columns), (y + radius) * wide + radius);
    }
    const opened = grown(shrunk(padded, tall, wide, radius), tall, wide, radius);
    const closed = shrunk(grown(opened, tall, wide, radius), tall, wide, radius);
    for (let y = 0; y < rows; y++) {
      const from = (y + radius) * wide + radius;
      out.set(closed.subarray(from, from + columns), base + y * columns);
    }
  }
  return { ...mask, values: out };
}

/** Every pixel within the disc around a set one. rows × columns of 1 and 0. */
function grown(values: Uint8Array, rows: number, columns: number, radius: number): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let dy = -radius; dy <= radius; dy++) {
    const reach = Math.floor(Math.sqrt(radius * radius - dy * dy));
    for (let y = Math.max(0, dy); y < Math.min(rows, rows + dy); y++) {
      spread(values, (y - dy) * columns, out, y * columns, columns, reach);
    }
  }
  return out;
}

/** Sets in a line of `out` every place within `reach` of a set one in a line of `values`. */
function spread(values: Uint8Array, from: number, out: Uint8Array, to: number, columns: number, reach: number): void {
  let nearest = -Infinity;
  for (let x = 0; x < columns; x++) {
    if (values[from + x]) nearest = x;
    if (x - nearest <= reach) out[to + x] = 1;
  }
  nearest = Infinity;
  for (let x = columns - 1; x >= 0; x--) {
    if (values[from + x]) nearest = x;
    if (nearest - x <= reach) out[to + x] = 1;
  }
}

/** What is left when every pixel within the disc around an unset one is taken away; beyond the border is unset. */
function shrunk(values: Uint8Array, rows: number, columns: number, radius: number): Uint8Array {
  const outside = values.map((value) => (value ? 0 : 1));
  const eaten = grown(outside, rows, columns, radius);
  return eaten.map((value) => (value ? 0 : 1));
}
