import type { Attributes } from './attributes.ts';
import { finite } from './coded-values.ts';

/** How long each frame of a film lasts (PS3.3 C.7.6.5); absent: it is none, or does not say. */
export function frameTimes(attributes: Attributes, frames: number): { frameTimeMs?: number; vector?: number[] } {
  if (frames < 2) return {};
  const vector = attributes.numbers('x00181065');
  const time = finite(attributes, 'x00181063');
  const rate = finite(attributes, 'x00180040') ?? finite(attributes, 'x00082144');
  const usable = vector.length === frames && vector.every((ms) => Number.isFinite(ms) && ms >= 0);
  if (usable) {
    const mean = vector.slice(1).reduce((sum, ms) => sum + ms, 0) / (frames - 1);
    if (mean > 0) return { frameTimeMs: mean, vector };
  }
  if (time !== null && time > 0) return { frameTimeMs: time };
  return rate !== null && rate > 0 ? { frameTimeMs: 1000 / rate } : {};
}
