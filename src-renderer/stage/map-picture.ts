import type { ActivationMap } from '../../src-shared/findings/result.ts';
import { INFERNO } from '../../src-shared/pixels/colour-map.ts';
import { upsampleBilinear } from '../../src-shared/pixels/upsample.ts';

/** Fractions of the strongest contribution below which the film is left alone, and above which the colour is full. */
const FADE_FROM = 0.05;
const FADE_TO = 0.35;

/** The strongest contribution for the label in a map, in logits; 0 where nothing spoke for it. */
export function strongest({ values }: Pick<ActivationMap, 'values'>): number {
  return values.reduce((best, value) => Math.max(best, value), 0);
}

/**
 * Paints a map as RGBA, 4 bytes a pixel: contributions for the label from 0 to the picture's strongest in inferno,
 * enlarged bilinearly edge to edge; contributions against it and weak ones are left clear.
 */
export function paintMap(map: ActivationMap, rows: number, columns: number): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(rows * columns * 4);
  const top = strongest(map);
  if (top <= 0) return out;
  const values = upsampleBilinear(map.values, map.rows, map.columns, rows, columns);
  for (let i = 0; i < values.length; i++) {
    const share = Math.min(1, Math.max(0, (values[i] as number) / top));
    const entry = Math.round(share * 255) * 3;
    out[i * 4] = INFERNO[entry] as number;
    out[i * 4 + 1] = INFERNO[entry + 1] as number;
    out[i * 4 + 2] = INFERNO[entry + 2] as number;
    out[i * 4 + 3] = 255 * Math.min(1, Math.max(0, (share - FADE_FROM) / (FADE_TO - FADE_FROM)));
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
