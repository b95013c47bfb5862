import { CodedError } from '../../../src-shared/contract/coded.ts';

/** Pillow's error line for decompression bombs: twice 1 GiB / 4 / 3 pixels. */
const MAX_PIXELS = 178_956_970;
const MAX_SIDE = 65_535;

/** Checks a picture's stated size before anything is allocated by it. Throws `image-too-large`, also for a side of 0. */
export function checkPictureSize(rows: number, columns: number): void {
  const possible = rows >= 1 && columns >= 1 && rows <= MAX_SIDE && columns <= MAX_SIDE;
  if (!possible || rows * columns > MAX_PIXELS) throw new CodedError('image-too-large', { rows, columns });
}
