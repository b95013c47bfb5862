import { CodedError } from '../../../src-shared/contract/coded.ts';

/** Pillow's error line for decompression bombs: twice 1 GiB / 4 / 3 pixels. */
const MAX_PIXELS = 178_956_970;
const MAX_SIDE = 65_535;

/** Checks a picture's stated size before anything is allocated by it. Throws `image-too-large`, `image-corrupt` for 0. */
export function checkPictureSize(rows: number, columns: number): void {
  if (rows * columns > MAX_PIXELS || rows > MAX_SIDE || columns > MAX_SIDE) {
    throw new CodedError('image-too-large', { rows, columns });
  }
  if (rows < 1 || columns < 1) throw new CodedError('image-corrupt');
}
