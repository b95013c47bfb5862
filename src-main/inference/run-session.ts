import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { fedNumbers, isFed, readLabelNumbers, readNumbers, type FedType } from './element-types.ts';
import { finiteTensor, type Outputs, type PlainTensor } from './plain-tensor.ts';

/**
 * Feeds a session, in the type of number that its network takes, and reads the outputs that the manifest names. Errors:
 * `model-output-invalid`, `manifest-mismatch` for an input of a type that is not fed; what the runtime throws.
 */
export async function runSession(
  session: Pick<InferenceSession, 'run' | 'inputMetadata'>,
  { input, outputs }: Pick<ModelManifest, 'input' | 'outputs'>,
  { data, dims }: PlainTensor,
): Promise<Outputs> {
  const [taken] = session.inputMetadata;
  const type = taken?.isTensor ? taken.type : 'none';
  if (!isFed(type)) throw new CodedError('manifest-mismatch', { input: input.name, type });
  const names = outputs.map(({ name }) => name);
  const said = await session.run({ [input.name]: tensorOf(data, type, dims) }, names);
  return Object.fromEntries(
    outputs.map((output) => [output.name, finiteTensor(output.name, said[output.name], readerOf(output))]),
  );
}

/** How an output's numbers are read. */
const readerOf = (output: ModelManifest['outputs'][number]) =>
  'activation' in output && output.activation === 'index' ? readLabelNumbers : readNumbers;

function tensorOf(values: Float32Array, type: FedType, dims: readonly number[]): Tensor {
  const data = fedNumbers(values, type);
  const tensor = new Tensor(type, data, dims);
  // where the language has arrays of halves the runtime makes its tensor of one, which its own native part then can't read
  return type === 'float16' ? (Object.create(tensor, { data: { value: data } }) as Tensor) : tensor;
}
