/** A yes or no for every voxel: slices × rows × columns, 1 or 0. A picture is one slice. */
export interface BinaryMask {
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: Uint8Array;
}

/** Parts are joined by faces (4 neighbours in a picture, 6 in a volume) or also by edges and corners (8, 26). */
export type Touch = 'faces' | 'corners';

export interface Components {
  /** 0 outside, else the number of the part, counted from 1 in reading order. */
  readonly labels: Int32Array;
  /** Voxels of part `i + 1`. */
  readonly sizes: number[];
}

/** The connected parts of a mask (`scipy.ndimage.label` with the structure of rank 1 or full). */
export function componentsOf(mask: BinaryMask, touch: Touch): Components {
  const { slices, rows, columns, values } = mask;
  const labels = new Int32Array(values.length);
  const sizes: number[] = [];
  const steps = neighbourSteps(touch, slices > 1);
  const plane = rows * columns;
  const offsets = steps.map(([dz, dy, dx]) => dz * plane + dy * columns + dx);
  const waiting = new Int32Array(values.length);
  for (let seed = 0; seed < values.length; seed++) {
    if (!values[seed] || labels[seed]) continue;
    const part = sizes.length + 1;
    let [read, write] = [0, 0];
    waiting[write++] = seed;
    labels[seed] = part;
    while (read < write) {
      const at = waiting[read++] as number;
      const line = Math.floor(at / columns);
      const x = at - line * columns;
      const z = Math.floor(line / rows);
      const y = line - z * rows;
      const within = x > 0 && y > 0 && x < columns - 1 && y < rows - 1 && (slices === 1 || (z > 0 && z < slices - 1));
      for (let i = 0; i < offsets.length; i++) {
        if (!within) {
          const step = steps[i] as (typeof steps)[number];
          const [nz, ny, nx] = [z + step[0], y + step[1], x + step[2]];
          if (nx < 0 || ny < 0 || nz < 0 || nx >= columns || ny >= rows || nz >= slices) continue;
        }
        const next = at + (offsets[i] as number);
        if (!values[next] || labels[next]) continue;
        labels[next] = part;
        waiting[write++] = next;
      }
    }
    sizes.push(write);
  }
  return { labels, sizes };
}

/** The largest parts of a mask; of equal ones that which begins first. */
export function largestComponents(mask: BinaryMask, count: number, touch: Touch): BinaryMask {
  const { labels, sizes } = componentsOf(mask, touch);
  const order = sizes.map((size, i) => ({ size, part: i + 1 })).sort((a, b) => b.size - a.size || a.part - b.part);
  const kept = new Uint8Array(sizes.length + 1);
  for (const { part } of order.slice(0, count)) kept[part] = 1;
  return { ...mask, values: ofParts(labels, kept) };
}

/** A mask without its parts (joined also by corners) of fewer voxels. */
export function withoutSmallComponents(mask: BinaryMask, least: number): BinaryMask {
  const { labels, sizes } = componentsOf(mask, 'corners');
  return { ...mask, values: ofParts(labels, Uint8Array.from([0, ...sizes.map((size) => (size >= least ? 1 : 0))])) };
}

/** The voxels of the parts whose number holds 1 in `kept`. */
function ofParts(labels: Int32Array, kept: Uint8Array): Uint8Array {
  const values = new Uint8Array(labels.length);
  for (let i = 0; i < values.length; i++) values[i] = kept[labels[i] as number] as number;
  return values;
}

function neighbourSteps(touch: Touch, volume: boolean): [number, number, number][] {
  const steps: [number, number, number][] = [];
  for (const dz of volume ? [-1, 0, 1] : [0]) {
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        const moved = Math.abs(dz) + Math.abs(dy) + Math.abs(dx);
        if (moved === 1 || (moved > 1 && touch === 'corners')) steps.push([dz, dy, dx]);
      }
    }
  }
  return steps;
}
