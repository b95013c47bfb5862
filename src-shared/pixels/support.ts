import { CodedError } from '../contract/coded.ts';
import type { ActivationMap } from '../findings/result.ts';
import { upsampleBilinear } from './upsample.ts';

/**
 * How strongly each pixel of a picture supports a network's word: the map's positive contributions divided by its highest
 * one and enlarged to the picture's grid. 0 where it speaks against, and everywhere when nothing supports.
 *
 * @returns rows × columns, 0–1. Throws `model-output-invalid` for a map whose values do not fill its grid with numbers.
 */
export function supportOf(map: ActivationMap, rows: number, columns: number): Float32Array {
  if (map.values.length !== map.rows * map.columns || !map.values.every(Number.isFinite)) {
    throw new CodedError('model-output-invalid');
  }
  const highest = map.values.reduce((highest, value) => Math.max(highest, value), 0);
  if (highest === 0) return new Float32Array(rows * columns);
  const support = map.values.map((value) => Math.max(0, value) / highest);
  return upsampleBilinear(support, map.rows, map.columns, rows, columns);
}
