import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { Answer } from './ask-network.ts';

/** Rounding, also of numbers of half precision. */
const ROUNDING = 1e-3;

/**
 * A network that ends with its own softmax must not be described as one that does not: its shares would be made shares a second
 * time, all of them close to each other, and nothing about them would look wrong. Errors: `manifest-mismatch` where all numbers that
 * exclude one another are shares of 1 already.
 *
 * @param answer what the network says of the self-test's input
 */
export function mustNotBeShares({ vectors, grids }: Answer, { outputs }: Pick<ModelManifest, 'outputs'>): void {
  for (const output of outputs) {
    if (!('activation' in output) || output.activation !== 'softmax') continue;
    const grid = grids[output.name];
    const values = grid?.values ?? vectors[output.name] ?? new Float32Array();
    if (!areShares(values, grid?.channels ?? values.length)) continue;
    const field = `outputs.${output.name}.activation`;
    throw new CodedError('manifest-mismatch', { field, model: 'identity', manifest: output.activation });
  }
}

/** Whether at every place the channels, which lie behind one another, are shares of 1. */
function areShares(values: Float32Array, channels: number): boolean {
  const places = values.length / channels;
  for (let place = 0; place < places; place++) {
    let sum = 0;
    for (let at = place; at < values.length; at += places) {
      const value = values[at] as number;
      if (value < 0) return false;
      sum += value;
    }
    if (!(Math.abs(sum - 1) <= ROUNDING)) return false;
  }
  return places > 0;
}
