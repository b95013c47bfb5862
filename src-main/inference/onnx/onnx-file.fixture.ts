/** A small writer of ONNX files for tests: field by field, so that it can also write what no exporter would. */

type Bytes = Uint8Array;

const utf8 = new TextEncoder();

export function joined(...parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function varint(value: number | bigint): Bytes {
  let left = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Uint8Array.from(bytes);
}

/** One field: a number as a varint; text, bytes and messages with their length. */
export function field(number: number, value: number | bigint | string | Bytes): Bytes {
  if (typeof value === 'number' || typeof value === 'bigint') return joined(varint(number * 8), varint(value));
  const bytes = typeof value === 'string' ? utf8.encode(value) : value;
  return joined(varint(number * 8 + 2), varint(bytes.length), bytes);
}

export interface TensorText {
  readonly name?: string;
  readonly dims: readonly (number | bigint)[];
  /** 1: float (when absent), 7: 64-bit integer. */
  readonly type?: number;
  /** Written as raw data. */
  readonly floats?: readonly number[];
  readonly ints?: readonly (number | bigint)[];
  readonly raw?: Bytes;
  /** Entries of `external_data`. */
  readonly external?: readonly (readonly [string, string])[];
}

export function tensor({ name = '', dims, type = 1, floats, ints, raw, external }: TensorText): Bytes {
  const values =
    raw ??
    (floats && new Uint8Array(Float32Array.from(floats).buffer)) ??
    (ints && new Uint8Array(BigInt64Array.from(ints.map(BigInt)).buffer));
  return joined(
    ...dims.map((dim) => field(1, dim)),
    field(2, ints ? 7 : type),
    ...(name === '' ? [] : [field(8, name)]),
    ...(values ? [field(9, values)] : []),
    ...(external ?? []).map(([key, value]) => field(13, joined(field(1, key), field(2, value)))),
    ...(external ? [field(14, 1)] : []),
  );
}

export type AttributeText =
  { int: number | bigint } | { ints: readonly number[] } | { text: string } | { tensor: Bytes } | { graph: Bytes };

function attribute(name: string, value: AttributeText): Bytes {
  if ('int' in value) return joined(field(1, name), field(3, value.int), field(20, 2));
  if ('ints' in value) return joined(field(1, name), ...value.ints.map((int) => field(8, int)), field(20, 7));
  if ('text' in value) return joined(field(1, name), field(4, value.text), field(20, 3));
  if ('tensor' in value) return joined(field(1, name), field(5, value.tensor), field(20, 4));
  return joined(field(1, name), field(6, value.graph), field(20, 5));
}

export interface NodeText {
  readonly op: string;
  readonly in?: readonly string[];
  readonly out?: readonly string[];
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeText>>;
}

export function node({ op, in: inputs = [], out = ['y'], domain, attributes = {} }: NodeText): Bytes {
  return joined(
    ...inputs.map((name) => field(1, name)),
    ...out.map((name) => field(2, name)),
    field(4, op),
    ...Object.entries(attributes).map(([name, value]) => field(5, attribute(name, value))),
    ...(domain === undefined ? [] : [field(7, domain)]),
  );
}

/** An input or output: a float tensor; a side is a number or the name of an open one. */
export function port(name: string, dims: readonly (number | string)[], type = 1): Bytes {
  const shape = joined(...dims.map((dim) => field(1, field(typeof dim === 'number' ? 1 : 2, dim))));
  return joined(field(1, name), field(2, field(1, joined(field(1, type), field(2, shape)))));
}

export interface GraphText {
  readonly nodes: readonly Bytes[];
  readonly inputs?: readonly Bytes[];
  readonly outputs?: readonly Bytes[];
  readonly tensors?: readonly Bytes[];
}

export function graph({
  nodes,
  inputs = [port('x', [1, 1, 8, 8])],
  outputs = [port('y', [])],
  tensors = [],
}: GraphText): Bytes {
  return joined(
    ...nodes.map((each) => field(1, each)),
    field(2, 'graph'),
    ...tensors.map((each) => field(5, each)),
    ...inputs.map((each) => field(11, each)),
    ...outputs.map((each) => field(12, each)),
  );
}

/** A whole file: IR version 8, ONNX's own operators in version 17 and the runtime's own in version 1. */
export function file(content: GraphText | Bytes, more: readonly Bytes[] = []): Bytes {
  const opset = (domain: string, version: number) => field(8, joined(field(1, domain), field(2, version)));
  return joined(
    field(1, 8),
    opset('', 17),
    opset('com.microsoft', 1),
    field(7, content instanceof Uint8Array ? content : graph(content)),
    ...more,
  );
}
