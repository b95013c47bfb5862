import type { BinaryMask } from './components.ts';

/**
 * Fills what background can't reach from the border of a slice by faces, slice by slice (`scipy.ndimage.binary_fill_holes`
 * of each).
 */
export function fillHoles(mask: BinaryMask): BinaryMask {
  const { rows, columns, values } = mask;
  const out = new Uint8Array(values.length).fill(1);
  const plane = rows * columns;
  const waiting = new Int32Array(plane);
  for (let base = 0; base < values.length; base += plane) {
    let waits = 0;
    for (let i = 0; i < plane; i++) {
      const x = i % columns;
      // the lines between the first and the last have but two places on the border
      if (i >= columns && i < plane - columns && x > 0 && x < columns - 1) i += columns - 1 - x;
      if (values[base + i]) continue;
      out[base + i] = 0;
      waiting[waits++] = i;
    }
    while (waits > 0) {
      const at = waiting[--waits] as number;
      const x = at % columns;
      if (x > 0 && !values[base + at - 1] && out[base + at - 1]) {
        out[base + at - 1] = 0;
        waiting[waits++] = at - 1;
      }
      if (x < columns - 1 && !values[base + at + 1] && out[base + at + 1]) {
        out[base + at + 1] = 0;
        waiting[waits++] = at + 1;
      }
      const above = at - columns;
      if (above >= 0 && !values[base + above] && out[base + above]) {
        out[base + above] = 0;
        waiting[waits++] = above;
      }
      const below = at + columns;
      if (below < plane && !values[base + below] && out[base + below]) {
        out[base + below] = 0;
        waiting[waits++] = below;
      }
    }
  }
  return { ...mask, values: out };
}
