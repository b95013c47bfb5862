import { CodedError } from '../../../src-shared/contract/coded.ts';
import { TENSOR_LIMIT_BYTES, TYPE, isWhole, type ModelNode, type Values } from './model.ts';
import { corrupt } from './wire.ts';

/** What is known of a value of a network before it runs. */
export interface Known {
  /** Upper bound of each dimension; null: not even their number is known. */
  readonly dims: readonly number[] | null;
  /** Whether the dimensions are the real ones, not bounds only. */
  readonly exact: boolean;
  /** Upper bound of the number of elements. */
  readonly elements: number;
  /** Number of `TensorProto.DataType`. */
  readonly type: number;
  /** The values themselves where they follow from the file and from the input's shape. */
  readonly values: Values | null;
}

export const MIB = 2 ** 20;

/** Bytes as people are told them: never more than what there would have to be. */
export const mebibytes = (bytes: number) => Math.ceil(bytes / MIB);

/** More values than this are not followed: no shape has so many. */
export const MOST_KNOWN_VALUES = 1024;

/** A value of known dimensions. */
export function shaped(type: number, dims: readonly number[], exact = true, values: Values | null = null): Known {
  const elements = dims.reduce((product, dim) => product * dim, 1);
  const kept = values && exact && values.length === elements && elements <= MOST_KNOWN_VALUES ? values : null;
  return { dims, exact, elements, type, values: kept };
}

/** A value of which only the most elements that it can have are known. */
export function formless(type: number, elements: number): Known {
  return { dims: null, exact: false, elements, type, values: null };
}

/** The same value as another type, its numbers unknown. */
export function retyped(value: Known, type = value.type): Known {
  return { ...value, type, values: null };
}

/** One node with what is known of its inputs. */
export class Step {
  readonly node: ModelNode;
  readonly inputs: readonly (Known | null)[];
  /** Version of the operator set of the node's domain. */
  readonly opset: number;
  #workBytes = 0;

  constructor(node: ModelNode, inputs: readonly (Known | null)[], opset: number) {
    this.node = node;
    this.inputs = inputs;
    this.opset = opset;
  }

  /** An input that must be there. Errors: `onnx-corrupt`. */
  input(index: number): Known {
    const value = this.inputs[index];
    if (!value) throw corrupt(`${this.node.op} input`);
    return value;
  }

  /** Whether an optional input was given. */
  has(index: number): boolean {
    return Boolean(this.inputs[index]);
  }

  int(name: string, otherwise: number): number {
    const value = this.node.attributes.get(name)?.int;
    return value === null || value === undefined ? otherwise : toNumber(value);
  }

  /** A list attribute; null where it was not given. */
  ints(name: string): number[] | null {
    const attribute = this.node.attributes.get(name);
    return attribute ? attribute.ints.map(toNumber) : null;
  }

  floats(name: string): readonly number[] | null {
    return this.node.attributes.get(name)?.floats ?? null;
  }

  text(name: string, otherwise: string): string {
    return this.node.attributes.get(name)?.text ?? otherwise;
  }

  /** Values of an input as numbers; null where they are not known before the run, or the input is not there. */
  numbers(index: number): number[] | null {
    return this.inputs[index]?.values?.map((value) => (typeof value === 'bigint' ? toNumber(value) : value)) ?? null;
  }

  /** Integers that were an attribute in older operator sets and are an input in newer ones. */
  intsOrInput(name: string, index: number): number[] | null {
    return this.ints(name) ?? this.numbers(index);
  }

  /** An axis counted from either end. Errors: `onnx-corrupt` beyond the rank. */
  axis(value: number, rank: number): number {
    const axis = value < 0 ? value + rank : value;
    if (!(axis >= 0 && axis < rank)) throw corrupt(`${this.node.op} axis`);
    return axis;
  }

  /** Where a refusal happened: the operator, and the node's name where it has one. */
  get place(): Record<string, string> {
    const { op, name } = this.node;
    return name === '' ? { op } : { op, node: name.slice(0, 200) };
  }

  /** What is said of an operator that is in training. */
  trains(): CodedError {
    return new CodedError('onnx-op-not-allowed', { op: `${this.node.op} (training)` });
  }

  /** What the operator holds while it works, besides its inputs and outputs: bytes. */
  get workBytes(): number {
    return this.#workBytes;
  }

  /** Says how many bytes the operator holds while it works. Errors: `onnx-memory-limit` above what one tensor may have. */
  works(bytes: number): void {
    if (!(bytes <= TENSOR_LIMIT_BYTES)) {
      throw new CodedError('onnx-memory-limit', { ...this.place, neededMiB: mebibytes(bytes) });
    }
    this.#workBytes = Math.max(this.#workBytes, bytes);
  }

  /** The refusal of a size that follows from nothing that can be known before the run. */
  unbounded(): CodedError {
    return new CodedError('onnx-memory-limit', this.place);
  }
}

/** A whole number that stays whole as a number; beyond that it is as large as can be, with its sign. */
function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) return Number.MAX_SAFE_INTEGER;
  if (value < BigInt(Number.MIN_SAFE_INTEGER)) return Number.MIN_SAFE_INTEGER;
  return Number(value);
}

const ENDS: Readonly<Record<number, readonly [low: bigint, high: bigint]>> = {
  [TYPE.BOOL]: [0n, 1n],
  [TYPE.INT32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [TYPE.INT64]: [-(2n ** 63n), 2n ** 63n - 1n],
};

/**
 * Whether the runtime would hold these very values as this type. What it would round, cut off or wrap around is another value,
 * and so is what is computed from it; types in which no shape is computed are not followed at all.
 */
export function areOfType(type: number, values: Values): boolean {
  const ends = ENDS[type];
  if (ends) return values.every((value) => typeof value === 'bigint' && value >= ends[0] && value <= ends[1]);
  if (type !== TYPE.FLOAT && type !== TYPE.DOUBLE) return false;
  return values.every((value) => value === (type === TYPE.FLOAT ? Math.fround(Number(value)) : Number(value)));
}

/** Numbers as values of a type. */
export function valuesOf(type: number, numbers: readonly number[]): Values | null {
  if (!isWhole(type)) return numbers;
  return numbers.every(Number.isSafeInteger) ? numbers.map(BigInt) : null;
}

/** The largest of some lengths; a list of any length, which spreading into a call is not. */
export function largestOf(lengths: readonly number[]): number {
  return lengths.reduce((most, length) => Math.max(most, length), 0);
}

/** Dimensions after broadcasting (ONNX "Multidirectional Broadcasting"): the larger of each, aligned at the end. */
export function broadcast(shapes: readonly (readonly number[])[]): number[] {
  const rank = largestOf(shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + i] ?? 1);
    // a side of none stays none beside a one
    return sizes.includes(0) && sizes.every((size) => size <= 1) ? 0 : largestOf(sizes);
  });
}

/** What broadcasting values makes: dimensions where all are known, else the most elements that it can have. */
export function broadcastKnown(type: number, values: readonly Known[]): Known {
  const shapes = values.map(({ dims }) => dims);
  if (shapes.every((dims): dims is readonly number[] => dims !== null)) {
    return shaped(
      type,
      broadcast(shapes),
      values.every(({ exact }) => exact),
    );
  }
  return formless(
    type,
    values.reduce((product, { elements }) => product * Math.max(1, elements), 1),
  );
}
