import type { SampleArray } from '../../../src-shared/imaging/frame.ts';
import type { Palette } from './palette.ts';

/** Y, CB and CR → R, G and B as factors of what lies above the black of luma and beside the neutral of chroma. */
const FULL = { luma: 1, black: 0, redOfCr: 1.402, greenOfCb: -0.344136, greenOfCr: -0.714136, blueOfCb: 1.772 };
/** Luma from 16 to 235, chroma from 16 to 240, of 8 bits (ITU-R BT.601). */
const PARTIAL = {
  luma: 255 / 219,
  black: 16,
  redOfCr: (1.402 * 255) / 224,
  greenOfCb: (-0.344136 * 255) / 224,
  greenOfCr: (-0.714136 * 255) / 224,
  blueOfCb: (1.772 * 255) / 224,
};

/**
 * YBR_FULL or YBR_PARTIAL → RGB (PS3.3 C.7.6.3.1.2), rounded and clamped. Values keep their type.
 *
 * @param values Y, CB, CR interleaved, unsigned
 * @param bits bits stored; the neutral chroma is `2^(bits-1)`
 * @param range what of the bits is used
 */
export function rgbFromYbr(values: SampleArray, bits: number, range: 'full' | 'partial'): SampleArray {
  const out = values.slice();
  const { luma, black, redOfCr, greenOfCb, greenOfCr, blueOfCb } = range === 'full' ? FULL : PARTIAL;
  const neutral = 2 ** (bits - 1);
  const white = 2 ** bits - 1;
  const floor = black * 2 ** (bits - 8);
  const clamp = (value: number) => Math.min(white, Math.max(0, Math.round(value)));
  for (let i = 0; i + 2 < values.length; i += 3) {
    const y = luma * ((values[i] as number) - floor);
    const cb = (values[i + 1] as number) - neutral;
    const cr = (values[i + 2] as number) - neutral;
    out[i] = clamp(y + redOfCr * cr);
    out[i + 1] = clamp(y + greenOfCb * cb + greenOfCr * cr);
    out[i + 2] = clamp(y + blueOfCb * cb);
  }
  return out;
}

/** Native YBR_FULL_422 (Y Y CB CR for every two pixels of a row) → Y, CB, CR for every pixel. */
export function fullFrom422(values: SampleArray, pixels: number): SampleArray {
  const out = new (values.constructor as new (length: number) => SampleArray)(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const pair = (pixel >> 1) * 4;
    out[pixel * 3] = values[pair + (pixel & 1)] as number;
    out[pixel * 3 + 1] = values[pair + 2] as number;
    out[pixel * 3 + 2] = values[pair + 3] as number;
  }
  return out;
}

/** Palette indices → 8-bit RGB; an index outside the palette takes its nearest end. */
export function rgbFromPalette(values: SampleArray, { first, colours }: Palette): Uint8Array {
  const out = new Uint8Array(values.length * 3);
  const last = colours.length / 3 - 1;
  for (let i = 0; i < values.length; i++) {
    const entry = Math.min(last, Math.max(0, (values[i] as number) - first)) * 3;
    out[i * 3] = colours[entry] as number;
    out[i * 3 + 1] = colours[entry + 1] as number;
    out[i * 3 + 2] = colours[entry + 2] as number;
  }
  return out;
}
