import type { BinaryMask } from './binary-mask.ts';
import { partsOfRuns } from './mask-parts.ts';

/**
 * Fills what background can't reach from the border of a slice by faces, slice by slice (`scipy.ndimage.binary_fill_holes`
 * of each).
 */
export function fillHoles(mask: BinaryMask): BinaryMask {
  const { slices, rows, columns, values } = mask;
  const out = new Uint8Array(values.length);
  const plane = rows * columns;
  for (let slice = 0; slice < slices; slice++) {
    const own = values.subarray(slice * plane, (slice + 1) * plane);
    fillSlice(own, rows, columns, out.subarray(slice * plane, (slice + 1) * plane));
  }
  return { ...mask, values: out };
}

function fillSlice(values: Uint8Array, rows: number, columns: number, out: Uint8Array): void {
  const { starts, ends, parts, sizes } = partsOfRuns({ slices: 1, rows, columns, values }, 0, 'faces');
  const open = new Uint8Array(sizes.length);
  for (let run = 0; run < parts.length; run++) {
    const [from, to] = [starts[run] as number, ends[run] as number];
    const atEdge = from < columns || to > values.length - columns || from % columns === 0 || to % columns === 0;
    if (atEdge) open[parts[run] as number] = 1;
  }
  out.fill(1);
  for (let run = 0; run < parts.length; run++) {
    if (open[parts[run] as number]) out.fill(0, starts[run] as number, ends[run] as number);
  }
}
