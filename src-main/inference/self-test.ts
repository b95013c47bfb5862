import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { readAnswer } from './ask-network.ts';
import type { InferenceCalls } from './calls.ts';
import { mustNotBeShares } from './own-shares.ts';
import type { PlainTensor } from './plain-tensor.ts';
import { loadModel } from './session.ts';
import { inputDims } from './shapes.ts';

/**
 * Runs the manifest's synthetic input and answers the largest absolute difference from its expected values.
 * Errors: those of {@link loadModel}; `model-output-invalid` where the difference is above the manifest's tolerance,
 * or an output is not of the shape that the manifest describes; `manifest-mismatch` where other numbers are expected than
 * there are, or the network makes the shares that are to be made of its numbers.
 */
export async function selfTest(
  input: InferenceCalls['self-test']['input'],
): Promise<InferenceCalls['self-test']['output']> {
  const { selfTest: vector } = input.model.manifest;
  const network = await loadModel(input.model, input.threads);
  const start = performance.now();
  const outputs = await network.run(syntheticInput(input.model.manifest));
  const runMs = performance.now() - start;
  mustNotBeShares(readAnswer(outputs, input.model.manifest), input.model.manifest);
  let largestDifference = 0;
  for (const [name, expected] of Object.entries(vector.expected)) {
    const found = outputs[name]?.data;
    const stride = vector.stride?.[name] ?? 1;
    if (!found) {
      const model = Object.keys(outputs).join(', ');
      throw new CodedError('manifest-mismatch', { field: 'selfTest.expected', model, manifest: name });
    }
    const length = Math.ceil(found.length / stride);
    if (length !== expected.length) {
      const field = `selfTest.expected.${name}`;
      throw new CodedError('manifest-mismatch', { field, model: length, manifest: expected.length });
    }
    let farthest = 0;
    expected.forEach((value, index) => {
      const difference = Math.abs((found[index * stride] as number) - value);
      // NaN must not pass: it is neither larger nor smaller
      if (!(difference <= farthest)) farthest = difference;
    });
    const { tolerance } = vector;
    if (!(farthest <= tolerance)) {
      // no more digits than anybody compares
      const difference = Number(farthest.toPrecision(3));
      throw new CodedError('model-output-invalid', { output: name, difference, tolerance });
    }
    largestDifference = Math.max(largestDifference, farthest);
  }
  return { largestDifference, runMs };
}

/**
 * The manifest's self-test input, batch of one: value `i` is `amplitude * sin(step * i)`. Sides that the network leaves open are
 * the self-test's own, else a tile's.
 */
export function syntheticInput(manifest: Pick<ModelManifest, 'input' | 'tiling' | 'selfTest'>): PlainTensor {
  const { selfTest: vector, input, tiling } = manifest;
  const size = input.size.map((side, i) => side ?? vector.size?.[i] ?? tiling?.size[i] ?? null);
  const dims = inputDims({ input: { ...input, size } }).map((side) => side ?? 1);
  const { amplitude, step } = vector.generator;
  const length = dims.reduce((product, side) => product * side, 1);
  return { dims, data: Float32Array.from({ length }, (_, i) => amplitude * Math.sin(step * i)) };
}
