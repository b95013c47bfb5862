import type { BinaryMask, Touch } from './binary-mask.ts';
import { partsOfRuns } from './mask-parts.ts';

export interface Components {
  /** 0 outside, else the number of the part, counted from 1 in reading order. */
  readonly labels: Int32Array;
  /** Voxels of part `i + 1`. */
  readonly sizes: number[];
}

/** The connected parts of a mask (`scipy.ndimage.label` with the structure of rank 1 or full). */
export function componentsOf(mask: BinaryMask, touch: Touch): Components {
  const labels = new Int32Array(mask.values.length);
  const { starts, ends, parts, sizes } = partsOfRuns(mask, 1, touch);
  for (let run = 0; run < parts.length; run++) {
    labels.fill((parts[run] as number) + 1, starts[run] as number, ends[run] as number);
  }
  return { labels, sizes };
}

/** The largest parts of a mask; of equal ones that which begins first. */
export function largestComponents(mask: BinaryMask, count: number, touch: Touch): BinaryMask {
  return keptParts(mask, touch, (sizes) => {
    const order = sizes.map((size, part) => ({ size, part })).sort((a, b) => b.size - a.size || a.part - b.part);
    return order.slice(0, count).map(({ part }) => part);
  });
}

/** A mask without its parts (joined also by corners) of fewer voxels. */
export function withoutSmallComponents(mask: BinaryMask, least: number): BinaryMask {
  return keptParts(mask, 'corners', (sizes) => [...sizes.keys()].filter((part) => (sizes[part] as number) >= least));
}

function keptParts(mask: BinaryMask, touch: Touch, choose: (sizes: number[]) => number[]): BinaryMask {
  const { starts, ends, parts, sizes } = partsOfRuns(mask, 1, touch);
  const kept = new Uint8Array(sizes.length);
  for (const part of choose(sizes)) kept[part] = 1;
  const values = new Uint8Array(mask.values.length);
  for (let run = 0; run < parts.length; run++) {
    if (kept[parts[run] as number]) values.fill(1, starts[run] as number, ends[run] as number);
  }
  return { ...mask, values };
}
