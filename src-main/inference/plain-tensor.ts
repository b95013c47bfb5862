import { CodedError } from '../../src-shared/contract/coded.ts';
import { readNumbers } from './element-types.ts';

/** A network's input or output: values in row-major order with their dimensions, batch of one. */
export interface PlainTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

export type Outputs = Readonly<Record<string, PlainTensor>>;

/**
 * What the runtime gave for an output. Errors: `model-output-invalid` with the output's name for anything but floating
 * numbers, and where one of them is not finite: a network that has lost its way anywhere has no word.
 *
 * @param read of an output that names labels by their number: whole numbers as well
 */
export function finiteTensor(output: string, tensor: unknown, read = readNumbers): PlainTensor {
  const { data: said, dims, type = '' } = (tensor ?? {}) as { data?: unknown; dims?: readonly number[]; type?: string };
  const data = read(said, type);
  if (!data || !dims) throw new CodedError('model-output-invalid', { output });
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) throw new CodedError('model-output-invalid', { output });
  }
  return { dims, data };
}
