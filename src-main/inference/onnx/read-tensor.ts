import { CodedError } from '../../../src-shared/contract/coded.ts';
import {
  ELEMENT_BYTES,
  TENSOR_LIMIT_BYTES,
  isWhole,
  TYPE,
  type ExternalData,
  type ModelTensor,
  type Values,
} from './model.ts';
import { areOfType } from './known.ts';
import { WIRE, corrupt, type Budget, type WireReader } from './wire.ts';

const HIGHEST_RANK = 32;
/** A tensor of more elements is no shape, a longer list of floats no scale, and their values are not looked at. */
const MOST_VALUES = 1024;
const MOST_SCALES = 32;

const mismatch = (name: string) => new CodedError('onnx-tensor-mismatch', { tensor: name.slice(0, 200) });

/**
 * Reads a `TensorProto`: dimensions, type, and whether exactly as many values are there as they say. Values are kept of
 * small tensors of whole numbers and of 32-bit floats. Errors: `onnx-corrupt`; `onnx-tensor-mismatch` where dimensions and
 * values disagree; `onnx-memory-limit` above 2 GiB; `onnx-op-not-allowed` for a type that no network of pictures needs;
 * `onnx-path-escape` and `onnx-external-range` for values outside the file (ONNX, "External Data").
 */
export function readTensor(reader: WireReader, budget: Budget): ModelTensor {
  budget.take(1);
  const dims: bigint[] = [];
  const ints: bigint[] = [];
  const floats: number[] = [];
  const seen = new Set<number>();
  const entries: (readonly [string, string])[] = [];
  const counts = { float: 0, int32: 0, int64: 0, double: 0, uint64: 0 };
  let type = 0;
  let name = '';
  let location = 0;
  let raw: { from: number; to: number } | null = null;
  while (reader.next()) {
    if (SINGLE.has(reader.field)) once(seen, reader.field);
    if (reader.field === 1) reader.intsInto(dims, budget);
    else if (reader.field === 2) type = reader.small();
    else if (reader.field === 4) {
      counts.float += reader.count(4);
      if (isSmall(counts.float, MOST_SCALES)) reader.floatsInto(floats, budget);
    } else if (reader.field === 5) {
      counts.int32 += reader.count(0);
      if (isSmall(counts.int32)) reader.intsInto(ints, budget);
    } else if (reader.field === 7) {
      counts.int64 += reader.count(0);
      if (isSmall(counts.int64)) reader.intsInto(ints, budget);
    } else if (reader.field === 8) name = reader.text();
    else if (reader.field === 9) {
      reader.message();
      raw = { from: reader.from, to: reader.to };
    } else if (reader.field === 10) counts.double += reader.count(8);
    else if (reader.field === 11) counts.uint64 += reader.count(0);
    else if (reader.field === 13) entries.push(readEntry(reader.message(), budget));
    else if (reader.field === 14) location = reader.small();
    else if (reader.field === 3 || reader.field === 6) throw notAllowed(type);
  }
  const width = ELEMENT_BYTES[type];
  if (width === undefined) throw notAllowed(type);
  if (dims.length > HIGHEST_RANK || dims.some((dim) => dim < 0n)) throw mismatch(name);
  const shape = dims.map(Number);
  const elements = shape.reduce((product, dim) => product * dim, 1);
  const bytes = elements * width;
  const typed = counts.float + counts.int32 + counts.int64 + counts.double + counts.uint64;
  if (location === 1) {
    if (raw ?? typed > 0) throw mismatch(name);
    const external = externalOf(entries, bytes);
    if (bytes > TENSOR_LIMIT_BYTES) throw new CodedError('onnx-memory-limit', { tensor: name.slice(0, 200) });
    return { name, dims: shape, type, elements, bytes, values: null, external };
  }
  if (location !== 0 || entries.length > 0) throw new CodedError('onnx-external-range');
  // a tensor larger than 2 GiB cannot be here as a whole, so its size is a lie
  if (raw ? typed > 0 || raw.to - raw.from !== bytes : typed !== elements || counts[holderOf(type)] !== typed) {
    throw mismatch(name);
  }
  if (!isSmall(elements, isWhole(type) ? MOST_VALUES : MOST_SCALES)) {
    return { name, dims: shape, type, elements, bytes, values: null, external: null };
  }
  const values = raw ? rawValues(reader.bytes, raw, type) : typedValues(type, ints, floats);
  if (raw) budget.take(elements);
  const kept = values && areOfType(type, values) ? values : null;
  return { name, dims: shape, type, elements, bytes, values: kept, external: null };
}

const SINGLE = new Set([2, 3, 8, 9, 14]);

/** Marks a field that may stand in a message once only: merged twice it would mean another thing to another reader. */
export function once(seen: Set<number>, field: number): void {
  if (seen.has(field)) throw corrupt('field twice');
  seen.add(field);
}

/** Values are read while the tensor can still be a small one. */
const isSmall = (count: number, most = MOST_VALUES) => count <= most;

function notAllowed(type: number): CodedError {
  return new CodedError('onnx-op-not-allowed', { op: `type ${type}` });
}

/** In which list of a `TensorProto` the values of a type stand. */
function holderOf(type: number): 'float' | 'int32' | 'int64' | 'double' | 'uint64' {
  if (type === TYPE.FLOAT) return 'float';
  if (type === TYPE.INT64) return 'int64';
  if (type === TYPE.DOUBLE) return 'double';
  return type === TYPE.UINT32 || type === TYPE.UINT64 ? 'uint64' : 'int32';
}

function typedValues(type: number, ints: readonly bigint[], floats: readonly number[]): Values | null {
  if (type === TYPE.FLOAT) return floats;
  return isWhole(type) && holderOf(type) !== 'uint64' ? ints : null;
}

function rawValues(bytes: Uint8Array, raw: { from: number; to: number }, type: number): Values | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset + raw.from, raw.to - raw.from);
  const read: Record<number, (at: number) => bigint | number> = {
    [TYPE.FLOAT]: (at) => view.getFloat32(at, true),
    [TYPE.INT64]: (at) => view.getBigInt64(at, true),
    [TYPE.INT32]: (at) => BigInt(view.getInt32(at, true)),
    [TYPE.BOOL]: (at) => BigInt(view.getUint8(at)),
  };
  const width = ELEMENT_BYTES[type];
  const one = read[type];
  if (!one || !width) return null;
  return Array.from({ length: view.byteLength / width }, (_, i) => one(i * width));
}

function readEntry(reader: WireReader, budget: Budget): readonly [string, string] {
  budget.take(1);
  const seen = new Set<number>();
  let key = '';
  let value = '';
  while (reader.next()) {
    if (reader.wire !== WIRE.BYTES) throw corrupt('entry');
    once(seen, reader.field);
    if (reader.field === 1) key = reader.text();
    else if (reader.field === 2) value = reader.text();
  }
  return [key, value];
}

function externalOf(entries: readonly (readonly [string, string])[], bytes: number): ExternalData {
  const found = new Map<string, string>();
  for (const [key, value] of entries) {
    const known = key === 'location' || key === 'offset' || key === 'length' || key === 'checksum';
    if (!known || found.has(key)) throw new CodedError('onnx-external-range');
    found.set(key, value);
  }
  const location = found.get('location') ?? '';
  if (!isBareName(location)) {
    throw new CodedError('onnx-path-escape', { location: location.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200) });
  }
  const offset = wholeNumber(found.get('offset') ?? '0');
  const length = found.has('length') ? wholeNumber(found.get('length') as string) : null;
  if (length !== null && length !== bytes) throw new CodedError('onnx-external-range');
  return { location, offset, length };
}

/** A file's name and nothing else: no folder, no drive, no way up, nothing that a system reads otherwise. */
function isBareName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,119}$/.test(name);
}

function wholeNumber(text: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  if (value < 0) throw new CodedError('onnx-external-range');
  return value;
}
