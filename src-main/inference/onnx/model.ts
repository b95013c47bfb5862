/** Numbers of `TensorProto.DataType` that a network of pictures can need. */
export const TYPE = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  BFLOAT16: 16,
} as const;

/** Bytes of one element by type. What is not here (strings, complex and sub-byte numbers) is not allowed in a network. */
export const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  1: 4,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
  12: 4,
  13: 8,
  16: 2,
};

/** Bytes of one element; of a type that is not allowed, as many as the widest has. */
export function elementBytes(type: number): number {
  return ELEMENT_BYTES[type] ?? 8;
}

/**
 * Bytes that one element takes while a network runs. Numbers of half precision are held as whole floats, too: most operators of
 * the processor reckon in those.
 */
export function heldBytes(type: number): number {
  return elementBytes(type) + (isHalf(type) ? elementBytes(TYPE.FLOAT) : 0);
}

/** Whether a type is one of half precision. */
export function isHalf(type: number): boolean {
  return type === TYPE.FLOAT16 || type === TYPE.BFLOAT16;
}

/** What an operator that the runtime has for whole floats only, and makes of smaller ones, holds for a half: bytes, as measured. */
export const TAKEN_APART_BYTES = 10;

/** Largest tensor: 2 GiB, as much as one protocol buffers file can hold. */
export const TENSOR_LIMIT_BYTES = 2 ** 31;

/** Whether values of a type are whole numbers (truth values among them). */
export function isWhole(type: number): boolean {
  return type !== TYPE.FLOAT && type !== TYPE.FLOAT16 && type !== TYPE.DOUBLE && type !== TYPE.BFLOAT16;
}

/** Known values of a small tensor: bigints of a whole type, numbers of a floating one. */
export type Values = readonly (bigint | number)[];

/** Where a tensor's values lie beside the model file: bytes from `offset`; `length` null means up to the end. */
export interface ExternalData {
  readonly location: string;
  readonly offset: number;
  readonly length: number | null;
}

/** A tensor that the file holds; its values only where it is small enough to serve as a shape. */
export interface ModelTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: number;
  readonly elements: number;
  readonly bytes: number;
  readonly values: Values | null;
  readonly external: ExternalData | null;
}

export interface ModelAttribute {
  readonly int: bigint | null;
  readonly float: number | null;
  readonly text: string | null;
  readonly ints: readonly bigint[];
  readonly floats: readonly number[];
  readonly tensor: ModelTensor | null;
  readonly graph: ModelGraph | null;
}

/** One step of a network. An input or output without a name is one that was left out. */
export interface ModelNode {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, ModelAttribute>;
}

/** What a graph declares of an input or output. A dimension is a number, the name of an open one, or null. */
export interface ModelPort {
  readonly name: string;
  /** Null where it is no tensor. */
  readonly type: number | null;
  readonly shape: readonly (number | string | null)[] | null;
}

export interface ModelGraph {
  readonly nodes: readonly ModelNode[];
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
  readonly tensors: ReadonlyMap<string, ModelTensor>;
}

export interface Model {
  readonly irVersion: number;
  /** Version of each operator set by domain; ONNX's own domain is `''`. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly producer: string;
  readonly graph: ModelGraph;
  readonly nodeCount: number;
}
