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
 * How far a drawing of the picture, fitted into a square of any size, is off: the largest difference of a block's middle from
 * the grey that it should have, of 255 levels; what is no grey at all counts by its worst channel.
 */
export function greyError({ data, width, height }: Pick<ImageData, 'data' | 'width' | 'height'>): number {
  let worst = 0;
  for (let block = 0; block < BLOCKS * BLOCKS; block++) {
    const x = Math.floor((((block % BLOCKS) + 0.5) / BLOCKS) * width);
    const y = Math.floor(((Math.floor(block / BLOCKS) + 0.5) / BLOCKS) * height);
    const { center, width: wide } = PROBE_WINDOW;
    const share = (valueOf(block) - (center - wide / 2)) / wide;
    const grey = Math.min(1, Math.max(0, share)) * 255;
    for (let channel = 0; channel < 3; channel++) {
      worst = Math.max(worst, Math.abs((data[(y * width + x) * 4 + channel] as number) - grey));
    }
  }
  return Math.round(worst * 10) / 10;
}

function valueOf(block: number): number {
  return Math.round(FIRST + block * STEP);
}
