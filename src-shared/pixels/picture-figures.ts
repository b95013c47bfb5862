import { percentiles } from '../imaging/percentiles.ts';
import { differenceHash } from './difference-hash.ts';
import type { PictureFigures, PictureTrace } from './picture-trace.ts';

/** @param grey rows × columns, 0–255 (`greyPresentationOf`) */
export function pictureFigures(grey: Float32Array, rows: number, columns: number): PictureFigures {
  const count = grey.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += grey[i] as number;
  const mean = sum / count;
  const levels = new Float64Array(256);
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = grey[i] as number;
    squares += (value - mean) ** 2;
    const level = Math.min(255, Math.max(0, Math.floor(value)));
    levels[level] = (levels[level] as number) + 1;
  }
  let entropy = 0;
  for (const level of levels) if (level > 0) entropy -= (level / count) * Math.log2(level / count);
  const [dark, median, bright] = percentiles(grey, [5, 50, 95]) as [number, number, number];
  return {
    ...{ mean, deviation: Math.sqrt(squares / count), dark, median, bright },
    ...{ entropy: Math.max(0, entropy), sharpness: laplacianVariance(grey, rows, columns), rows, columns },
  };
}

/** {@link pictureFigures} and {@link differenceHash} of one picture. */
export function pictureTrace(grey: Float32Array, rows: number, columns: number): Omit<PictureTrace, 'pixelSha256'> {
  return { hash: differenceHash(grey, rows, columns), figures: pictureFigures(grey, rows, columns) };
}

/** Of the inner pixels; 0 where there are none. */
function laplacianVariance(grey: Float32Array, rows: number, columns: number): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const at = row * columns + column;
      const around = (i: number) => grey[at + i] as number;
      const value = around(-columns) + around(columns) + around(-1) + around(1) - 4 * around(0);
      sum += value;
      squares += value * value;
      count++;
    }
  }
  return count === 0 ? 0 : Math.max(0, squares / count - (sum / count) ** 2);
}
