import { CodedError } from '../../../src-shared/contract/coded.ts';

/** How a PNG's samples lie in its inflated stream. */
export interface PngLayout {
  readonly rows: number;
  readonly columns: number;
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** Samples a pixel, alpha counted, a palette's index as one. */
  readonly channels: number;
  readonly interlaced: boolean;
}

/** A part of the picture that is stored on its own: every `stepDown`th row, every `stepRight`th column. */
interface Pass {
  readonly top: number;
  readonly left: number;
  readonly stepDown: number;
  readonly stepRight: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowBytes: number;
}

/** Adam7 (PNG 8.2): first row, first column, row step, column step of each pass. */
const ADAM7 = [
  [0, 0, 8, 8],
  [0, 4, 8, 8],
  [4, 0, 8, 4],
  [0, 2, 4, 4],
  [2, 0, 4, 2],
  [0, 1, 2, 2],
  [1, 0, 2, 1],
] as const;

/** How many bytes the inflated stream of a PNG of this layout has: each row of each pass has its filter in front. */
export function inflatedBytes(layout: PngLayout): number {
  return passesOf(layout).reduce((sum, { rows, rowBytes }) => sum + rows * (rowBytes + 1), 0);
}

/**
 * Undoes filters (PNG 9) and interlacing of an inflated stream, in place, and unpacks its samples.
 *
 * @param data exactly {@link inflatedBytes}; spoilt afterwards
 * @returns rows × columns × channels, interleaved; `Uint16Array` for 16 bits. Throws `image-corrupt` for a filter that is
 * none.
 */
export function pngSamples(data: Uint8Array, layout: PngLayout): Uint8Array | Uint16Array {
  const { rows, columns, channels, depth } = layout;
  const count = rows * columns * channels;
  const samples = depth === 16 ? new Uint16Array(count) : new Uint8Array(count);
  const pixelBytes = Math.max(1, (channels * depth) / 8);
  let at = 0;
  for (const pass of passesOf(layout)) {
    for (let row = 0; row < pass.rows; row++) {
      const from = at + 1;
      unfilter(data, data[at] as number, from, row > 0 ? from - pass.rowBytes - 1 : -1, pass.rowBytes, pixelBytes);
      const to = ((pass.top + row * pass.stepDown) * columns + pass.left) * channels;
      unpackRow(data, from, pass, layout, samples, to);
      at = from + pass.rowBytes;
    }
  }
  return samples;
}

function passesOf({ rows, columns, depth, channels, interlaced }: PngLayout): Pass[] {
  const grids = interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return grids
    .map(([top, left, stepDown, stepRight]) => {
      const across = Math.ceil((columns - left) / stepRight);
      const rowBytes = Math.ceil((across * channels * depth) / 8);
      return { top, left, stepDown, stepRight, rows: Math.ceil((rows - top) / stepDown), columns: across, rowBytes };
    })
    .filter((pass) => pass.rows > 0 && pass.columns > 0);
}

/** @param above where the row before begins; −1: there is none, and it counts as zeros */
function unfilter(data: Uint8Array, filter: number, from: number, above: number, length: number, pixel: number): void {
  if (filter === 0) return;
  if (filter > 4) throw new CodedError('image-corrupt');
  for (let i = 0; i < length; i++) {
    const left = i >= pixel ? (data[from + i - pixel] as number) : 0;
    const up = above >= 0 ? (data[above + i] as number) : 0;
    let predicted = left;
    if (filter === 2) predicted = up;
    else if (filter === 3) predicted = (left + up) >> 1;
    else if (filter === 4)
      predicted = paeth(left, up, above >= 0 && i >= pixel ? (data[above + i - pixel] as number) : 0);
    data[from + i] = (data[from + i] as number) + predicted;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function unpackRow(
  data: Uint8Array,
  from: number,
  pass: Pass,
  { channels, depth }: PngLayout,
  out: Uint8Array | Uint16Array,
  to: number,
): void {
  const step = pass.stepRight * channels;
  const samples = pass.columns * channels;
  if (depth === 8 && pass.stepRight === 1) {
    out.set(data.subarray(from, from + samples), to);
    return;
  }
  const mask = 2 ** depth - 1;
  for (let i = 0; i < samples; i++) {
    const channel = i % channels;
    const place = to + ((i - channel) / channels) * step + channel;
    if (depth === 16) out[place] = ((data[from + 2 * i] as number) << 8) | (data[from + 2 * i + 1] as number);
    else {
      const bit = i * depth;
      out[place] = ((data[from + (bit >> 3)] as number) >> (8 - depth - (bit & 7))) & mask;
    }
  }
}
