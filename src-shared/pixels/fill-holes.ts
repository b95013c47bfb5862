import type { BinaryMask } from './components.ts';

/**
 * Fills what background can't reach from the border of a slice by faces, slice by slice (`scipy.ndimage.binary_fill_holes`
 * of each).
 */
export function fillHoles(mask: BinaryMask): BinaryMask {
  const { slices, rows, columns, values } = mask;
  const out = new Uint8Array(values.length).fill(1);
  const waiting = new Int32Array(rows * columns);
  for (let slice = 0; slice < slices; slice++) {
    const base = slice * rows * columns;
    let [read, write] = [0, 0];
    const reach = (y: number, x: number) => {
      const at = base + y * columns + x;
      if (values[at] || !out[at]) return;
      out[at] = 0;
      waiting[write++] = y * columns + x;
    };
    for (let x = 0; x < columns; x++) {
      reach(0, x);
      reach(rows - 1, x);
    }
    for (let y = 0; y < rows; y++) {
      reach(y, 0);
      reach(y, columns - 1);
    }
    while (read < write) {
      const at = waiting[read++] as number;
      const [y, x] = [Math.floor(at / columns), at % columns];
      if (y > 0) reach(y - 1, x);
      if (y < rows - 1) reach(y + 1, x);
      if (x > 0) reach(y, x - 1);
      if (x < columns - 1) reach(y, x + 1);
    }
  }
  return { ...mask, values: out };
}
