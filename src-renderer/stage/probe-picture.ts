import type { Point } from './screen-geometry.ts';

/** Pixels along each side: blocks of one value each. */
export const PROBE_SIDE = 256;
const BLOCK = 16;
const BLOCKS = PROBE_SIDE / BLOCK;

/** A window as CT has them, over values below and above it. */
export const PROBE_WINDOW = { center: 40, width: 400 } as const;
/** From well below the window to well above it, in steps that fall on no grey level twice. */
const FIRST = -260;
const STEP = 2.57;

/** Stored values of a picture with 256 blocks, row by row. */
export function probeValues(): Int16Array {
  return Int16Array.from({ length: PROBE_SIDE * PROBE_SIDE }, (_, i) => {
    const [column, row] = [i % PROBE_SIDE, Math.floor(i / PROBE_SIDE)];
    return valueOf(Math.floor(row / BLOCK) * BLOCKS + Math.floor(column / BLOCK));
  });
}

/**
 * How far a drawing of the picture is off: the largest difference of a block's middle from the grey that it should have, of 255
 * levels; what is no grey at all counts by its worst channel. A middle that lies outside the drawing is black there.
 *
 * @param at where a place of the picture (pixels from its outer corner) lies on the drawing
 */
export function greyError(
  { data, width, height }: Pick<ImageData, 'data' | 'width' | 'height'>,
  at: (place: Point) => Point,
): number {
  let worst = 0;
  for (let block = 0; block < BLOCKS * BLOCKS; block++) {
    const [x, y] = at([((block % BLOCKS) + 0.5) * BLOCK, (Math.floor(block / BLOCKS) + 0.5) * BLOCK]).map(
      Math.floor,
    ) as [number, number];
    const { center, width: wide } = PROBE_WINDOW;
    const share = (valueOf(block) - (center - wide / 2)) / wide;
    const grey = Math.min(1, Math.max(0, share)) * 255;
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    for (let channel = 0; channel < 3; channel++) {
      const drawn = inside ? (data[(y * width + x) * 4 + channel] as number) : 0;
      worst = Math.max(worst, Math.abs(drawn - grey));
    }
  }
  return Math.round(worst * 10) / 10;
}

function valueOf(block: number): number {
  return Math.round(FIRST + block * STEP);
}
