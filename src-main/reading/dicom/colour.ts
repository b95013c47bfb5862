import type { SampleArray } from '../../../src-shared/imaging/frame.ts';
import type { Palette } from './palette.ts';

/**
 * YBR_FULL → RGB (PS3.3 C.7.6.3.1.2), rounded and clamped. Values keep their type.
 *
 * @param values Y, CB, CR interleaved, unsigned, full range
 * @param bits bits stored; the neutral chroma is `2^(bits-1)`
 */
export function rgbFromYbr(values: SampleArray, bits: number): SampleArray {
  const out = values.slice();
  const neutral = 2 ** (bits - 1);
  const white = 2 ** bits - 1;
  const clamp = (value: number) => Math.min(white, Math.max(0, Math.round(value)));
  for (let i = 0; i + 2 < values.length; i += 3) {
    const y = values[i] as number;
    const cb = (values[i + 1] as number) - neutral;
    const cr = (values[i + 2] as number) - neutral;
    out[i] = clamp(y + 1.402 * cr);
    out[i + 1] = clamp(y - 0.344136 * cb - 0.714136 * cr);
    out[i + 2] = clamp(y + 1.772 * cb);
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
