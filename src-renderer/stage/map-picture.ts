import type { ActivationMap } from '../../src-shared/findings/result.ts';
import { INFERNO } from '../../src-shared/pixels/colour-map.ts';
import { supportOf } from '../../src-shared/pixels/support.ts';

/** The strongest contribution for the label in a map, in logits; 0 where nothing spoke for it. */
export function strongest({ values }: Pick<ActivationMap, 'values'>): number {
  return values.reduce((best, value) => Math.max(best, value), 0);
}

/**
 * Paints a map as RGBA, 4 bytes a pixel, as key images in reports are painted: support for the label in inferno, as opaque
 * as it is strong; where the map speaks against, the picture is left clear.
 *
 * @throws CodedError `model-output-invalid` for a map whose values do not fill its grid
 */
export function paintMap(map: ActivationMap, rows: number, columns: number): Uint8ClampedArray<ArrayBuffer> {
  return paintStrengths(supportOf(map, rows, columns), 1);
}

/**
 * Paints strengths from 0 to `strongest` as RGBA, 4 bytes a pixel: inferno, as opaque as they are strong; `opaque` where
 * nothing of the picture beneath is to be seen.
 */
export function paintStrengths(
  strengths: ArrayLike<number>,
  strongest: number,
  opaque = false,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(strengths.length * 4);
  for (let i = 0; i < strengths.length; i++) {
    const strength = (strengths[i] as number) / strongest;
    const entry = Math.round(strength * 255) * 3;
    out[i * 4] = INFERNO[entry] as number;
    out[i * 4 + 1] = INFERNO[entry + 1] as number;
    out[i * 4 + 2] = INFERNO[entry + 2] as number;
    out[i * 4 + 3] = opaque ? 255 : 255 * strength;
  }
  return out;
}

/** The legend's bar as RGBA: inferno from bottom (0) to top (strongest), `height` pixels of one column. */
export function paintLegend(height: number): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(height * 4);
  for (let y = 0; y < height; y++) {
    const entry = Math.round(((height - 1 - y) / (height - 1)) * 255) * 3;
    out.set(INFERNO.subarray(entry, entry + 3), y * 4);
    out[y * 4 + 3] = 255;
  }
  return out;
}
