import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ModelGraph, ModelTensor } from './model.ts';
import { readModel } from './read-model.ts';
import { readTensor } from './read-tensor.ts';
import { Budget, WIRE, WireReader, corrupt } from './wire.ts';

/** What protocol buffers can hold as one message. */
const MOST_BYTES = 2 ** 31 - 1;
const MOST_FILES = 64;
const RAW_DATA = 9;
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;

/** Which fields of a message hold messages that may hold tensors. */
const WITHIN = {
  model: { 7: 'graph' },
  graph: { 1: 'node', 5: 'tensor' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph' },
  tensor: {},
} as const satisfies Record<string, Record<number, string>>;
type Kind = keyof typeof WITHIN;

/**
 * Names of the files beside a model file in which its weights lie, each once. Errors: those of `readModel`, `onnx-path-escape`
 * for anything but a bare name.
 */
export function weightFilesOf(bytes: Uint8Array): string[] {
  const names = new Set(tensorsOf(readModel(bytes).graph).flatMap(({ external }) => external?.location ?? []));
  if (names.size > MOST_FILES) throw corrupt('weight files');
  return [...names];
}

/** All tensors of a graph and of the graphs within it. */
export function tensorsOf(graph: ModelGraph): ModelTensor[] {
  return [
    ...graph.tensors.values(),
    ...graph.nodes.flatMap(({ attributes }) =>
      [...attributes.values()].flatMap(({ tensor, graph: inner }) => [
        ...(tensor ? [tensor] : []),
        ...(inner ? tensorsOf(inner) : []),
      ]),
    ),
  ];
}

/**
 * The same model with all its weights in the file, so that what was hashed and checked is what runs and no runtime opens a
 * file on a model's word (ONNX, "External Data").
 * @param files whole files by name
 * Errors: those of `readModel`; `onnx-path-escape`; `onnx-external-range` for a file that is not there or too short;
 * `onnx-memory-limit` above 2 GiB together.
 */
export function withWeightsInside(bytes: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  // everything about the structure is found wrong here or nowhere
  readModel(bytes);
  const parts: Uint8Array[] = [];
  const length = rewritten(new WireReader(bytes), 'model', files, parts);
  if (length > MOST_BYTES) throw new CodedError('onnx-memory-limit', { bytes: length });
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Appends a message's parts and answers their length. */
function rewritten(
  reader: WireReader,
  kind: Kind,
  files: ReadonlyMap<string, Uint8Array>,
  parts: Uint8Array[],
): number {
  const within: Record<number, Kind> = WITHIN[kind];
  let length = 0;
  const add = (part: Uint8Array) => {
    parts.push(part);
    length += part.length;
  };
  while (reader.next()) {
    const inner = within[reader.field];
    if (inner === undefined) {
      add(reader.bytes.subarray(reader.start, reader.to));
      continue;
    }
    const head = parts.push(new Uint8Array()) - 1;
    const size = inner === 'tensor' ? filled(reader, files, parts) : rewritten(reader.message(), inner, files, parts);
    parts[head] = headOf(reader.field, size);
    length += size + (parts[head] as Uint8Array).length;
  }
  return length;
}

function filled({ bytes, from, to }: Span, files: ReadonlyMap<string, Uint8Array>, parts: Uint8Array[]): number {
  const { external, bytes: wanted } = readTensor(new WireReader(bytes, from, to), new Budget(Infinity));
  if (!external) {
    parts.push(bytes.subarray(from, to));
    return to - from;
  }
  const { location, offset } = external;
  const file = files.get(location);
  if (!file || !(offset + wanted <= file.length)) throw new CodedError('onnx-external-range', { file: location });
  let length = 0;
  const reader = new WireReader(bytes, from, to);
  while (reader.next()) {
    if (reader.field === EXTERNAL_DATA || reader.field === DATA_LOCATION) continue;
    parts.push(bytes.subarray(reader.start, reader.to));
    length += reader.to - reader.start;
  }
  const head = headOf(RAW_DATA, wanted);
  parts.push(head, file.subarray(offset, offset + wanted));
  return length + head.length + wanted;
}

interface Span {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Number, wire type and length before a message or a list of bytes. */
function headOf(field: number, length: number): Uint8Array {
  return Uint8Array.from([...varint(field * 8 + WIRE.BYTES), ...varint(length)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}
