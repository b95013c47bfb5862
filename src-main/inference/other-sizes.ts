import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { PlainTensor } from './plain-tensor.ts';
import { syntheticInput } from './self-test.ts';
import type { LoadedModel } from './session.ts';

type Asked = Pick<LoadedModel, 'run'>;
type Described = Pick<ModelManifest, 'input' | 'tiling' | 'selfTest'>;

/** Up to here two answers are the same but for rounding, and from there on they are not; of the larger number. */
const SAME = 1e-6;
const OTHER = 1e-4;

/**
 * A side that a description leaves open must be open in truth: exporters mark sides as open in a file whose steps have lengths written
 * into them. Such a network breaks off on every picture of another size, or, worse, reads the first steps of a sequence only, as many
 * as it was exported with, and says nothing of the others. Errors: `manifest-mismatch` (`input.size`) with the size that the network takes.
 */
export async function mustTakeOtherSizes(network: Asked, manifest: Described): Promise<void> {
  const { input, tiling, selfTest } = manifest;
  const { size } = selfTest;
  // pieces and crops have one size whatever the picture's is
  if (!size || tiling || input.point || input.size.every((side) => side !== null)) return;
  const step = input.multiple ?? 1;
  const larger = size.map((side, i) => (input.size[i] === null ? side + step : side));
  const smaller = size.map((side, i) => (input.size[i] === null ? Math.max(step, side - step) : side));
  const taken = (await runs(network, manifest, larger)) || (await runs(network, manifest, smaller));
  if (!taken || (await passesByLaterSteps(network, manifest, size))) throw fixed(manifest, size);
}

function fixed({ input }: Described, size: readonly number[]): CodedError {
  const manifest = input.size.map((side) => side ?? '*').join(' × ');
  return new CodedError('manifest-mismatch', { field: 'input.size', model: size.join(' × '), manifest });
}

/** Whether a network runs on an input of this size; what keeps it from running but the size says nothing against it. */
async function runs(network: Asked, manifest: Described, size: number[]): Promise<boolean> {
  if (String(size) === String(manifest.selfTest.size)) return false;
  try {
    await network.run(inputOf(manifest, size));
    return true;
  } catch (error) {
    return !(error instanceof CodedError && isOfSize(error));
  }
}

/** Told when a network is followed for a size that it can't have, or when it runs on one; too little memory is another matter. */
function isOfSize({ code, details }: CodedError): boolean {
  if (code === 'onnx-memory-limit') return !('neededMiB' in details);
  return code === 'onnx-corrupt' || code === 'model-run-failed';
}

const inputOf = (manifest: Described, size: number[]) =>
  syntheticInput({ ...manifest, selfTest: { ...manifest.selfTest, size } });

/**
 * Whether a network that reads steps takes notice of the last one that the self-test has, and of none that comes after, whatever
 * it shows.
 */
async function passesByLaterSteps(network: Asked, manifest: Described, size: number[]): Promise<boolean> {
  const [steps, ...sides] = size as [number, ...number[]];
  if (manifest.input.kind !== 'sequence' || manifest.input.size[0] !== null) return false;
  const answer = async (input: PlainTensor) => {
    const outputs = await network.run(input);
    return Object.values(outputs).flatMap(({ data }) => Array.from(data));
  };
  const short = inputOf(manifest, size);
  const twice = inputOf(manifest, [2 * steps, ...sides]);
  const own = await answer(short);
  for (const longer of [twice, negatedFrom(twice, short.data.length)]) {
    const said = await answer(longer).catch(() => null);
    if (!said || apart(own, said) > SAME) return false;
  }
  return apart(own, await answer(negatedFrom(short, (short.data.length / steps) * (steps - 1)))) > OTHER;
}

function negatedFrom({ dims, data }: PlainTensor, from: number): PlainTensor {
  return { dims, data: data.map((value, i) => (i < from ? value : -value)) };
}

/** The largest difference of two lists of numbers, of the larger of both; infinite where one is longer. */
function apart(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return Infinity;
  return one.reduce((most, value, i) => {
    const beside = other[i] as number;
    return Math.max(most, Math.abs(value - beside) / Math.max(1, Math.abs(value), Math.abs(beside)));
  }, 0);
}
