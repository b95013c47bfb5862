import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { Model, ModelAttribute, ModelGraph, ModelNode, ModelPort, ModelTensor } from './model.ts';
import { once, readTensor } from './read-tensor.ts';
import { Budget, WireReader, corrupt } from './wire.ts';

export const MOST_NODES = 100_000;
/** Graphs within graphs: bodies of loops and branches. */
export const DEEPEST_SUBGRAPH = 8;
/** Names, attributes and numbers that are kept of a file's structure. */
const MOST_THINGS = 4_000_000;
/** Where and how a file of the runtime's own second format names itself; it would be read as that, past all checks. */
const OTHER_FORMAT = { at: 4, mark: [0x4f, 0x52, 0x54, 0x4d] } as const;

interface Reading {
  readonly budget: Budget;
  nodes: number;
}

/**
 * Reads the structure of an ONNX file (`onnx.proto`, IR versions 3 to 14) without running or unpacking anything: each
 * field once, lengths within their parents, subgraphs to a depth of 8, at most 100,000 nodes. Weights stay where they are.
 * Errors: `onnx-corrupt`; `onnx-op-not-allowed` for what has no bounds here (functions, sparse tensors, training);
 * those of {@link readTensor}.
 */
export function readModel(bytes: Uint8Array): Model {
  if (bytes.length === 0 || OTHER_FORMAT.mark.every((byte, i) => bytes[OTHER_FORMAT.at + i] === byte)) {
    throw corrupt('format');
  }
  const reading: Reading = { budget: new Budget(MOST_THINGS), nodes: 0 };
  const reader = new WireReader(bytes);
  const seen = new Set<number>();
  const opsets = new Map<string, number>();
  let irVersion = 0;
  let producer = '';
  let graph: ModelGraph | null = null;
  while (reader.next()) {
    if (reader.field <= 7) once(seen, reader.field);
    if (reader.field === 1) irVersion = reader.small();
    else if (reader.field === 2) producer = reader.text();
    else if (reader.field === 7) graph = readGraph(reader.message(), reading, 0);
    else if (reader.field === 8) readOpset(reader.message(), opsets, reading.budget);
    else if (reader.field === 20) throw notAllowed('training');
    else if (reader.field === 25) throw notAllowed('function');
  }
  if (!graph || irVersion < 3 || opsets.size === 0) throw corrupt('model');
  return { irVersion, opsets, producer, graph, nodeCount: reading.nodes };
}

function notAllowed(op: string): CodedError {
  return new CodedError('onnx-op-not-allowed', { op });
}

function readOpset(reader: WireReader, opsets: Map<string, number>, budget: Budget): void {
  budget.take(1);
  const seen = new Set<number>();
  let domain = '';
  let version = 0;
  while (reader.next()) {
    once(seen, reader.field);
    if (reader.field === 1) domain = reader.text();
    else if (reader.field === 2) version = reader.small();
  }
  const key = plainDomain(domain);
  if (opsets.has(key)) throw corrupt('operator set twice');
  opsets.set(key, version);
}

/** ONNX's own domain has two names. */
function plainDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

function readGraph(reader: WireReader, reading: Reading, depth: number): ModelGraph {
  if (depth > DEEPEST_SUBGRAPH) throw corrupt('depth');
  const nodes: ModelNode[] = [];
  const inputs: ModelPort[] = [];
  const outputs: ModelPort[] = [];
  const tensors = new Map<string, ModelTensor>();
  while (reader.next()) {
    if (reader.field === 1) {
      reading.nodes += 1;
      if (reading.nodes > MOST_NODES) throw corrupt('nodes');
      nodes.push(readNode(reader.message(), reading, depth));
    } else if (reader.field === 5) {
      const tensor = readTensor(reader.message(), reading.budget);
      if (tensors.has(tensor.name) || tensor.name === '') throw corrupt('tensor twice');
      tensors.set(tensor.name, tensor);
    } else if (reader.field === 11) inputs.push(readPort(reader.message(), reading.budget));
    else if (reader.field === 12) outputs.push(readPort(reader.message(), reading.budget));
    else if (reader.field === 15) throw notAllowed('sparse tensor');
  }
  return { nodes, inputs, outputs, tensors };
}

function readNode(reader: WireReader, reading: Reading, depth: number): ModelNode {
  const { budget } = reading;
  budget.take(1);
  const seen = new Set<number>();
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, ModelAttribute>();
  let name = '';
  let op = '';
  let domain = '';
  while (reader.next()) {
    if (reader.field === 3 || reader.field === 4 || reader.field === 7) once(seen, reader.field);
    if (reader.field === 1 || reader.field === 2) {
      budget.take(1);
      (reader.field === 1 ? inputs : outputs).push(reader.text());
    } else if (reader.field === 3) name = reader.text();
    else if (reader.field === 4) op = reader.text();
    else if (reader.field === 5) {
      const { attribute, key } = readAttribute(reader.message(), reading, depth);
      if (attributes.has(key)) throw corrupt('attribute twice');
      attributes.set(key, attribute);
    } else if (reader.field === 7) domain = reader.text();
  }
  return { op, domain: plainDomain(domain), name, inputs, outputs, attributes };
}

const ONCE_IN_ATTRIBUTE = new Set([1, 2, 3, 4, 5, 6, 20, 21]);
/** Which field holds the value of an attribute of a type (`AttributeProto.AttributeType`): FLOAT, INT, … STRINGS. */
const VALUE_FIELDS = [null, 2, 3, 4, 5, 6, 7, 8, 9];
const ATTRIBUTE_TYPE = { FLOAT: 1, INT: 2 } as const;

function readAttribute(
  reader: WireReader,
  reading: Reading,
  depth: number,
): { key: string; attribute: ModelAttribute } {
  const { budget } = reading;
  budget.take(1);
  const seen = new Set<number>();
  const ints: bigint[] = [];
  const floats: number[] = [];
  let key = '';
  let int: bigint | null = null;
  let float: number | null = null;
  let text: string | null = null;
  let tensor: ModelTensor | null = null;
  let graph: ModelGraph | null = null;
  let type = 0;
  const values = new Set<number>();
  while (reader.next()) {
    if (ONCE_IN_ATTRIBUTE.has(reader.field)) once(seen, reader.field);
    if (reader.field > 1 && reader.field < VALUE_FIELDS.length + 1) values.add(reader.field);
    if (reader.field === 1) key = reader.text();
    else if (reader.field === 2) float = reader.float();
    else if (reader.field === 3) int = reader.int();
    else if (reader.field === 4) text = reader.text();
    else if (reader.field === 5) tensor = readTensor(reader.message(), budget);
    else if (reader.field === 6) graph = readGraph(reader.message(), reading, depth + 1);
    else if (reader.field === 7) reader.floatsInto(floats, budget);
    else if (reader.field === 8) reader.intsInto(ints, budget);
    else if (reader.field === 20) type = reader.small();
    else if (reader.field === 10 || reader.field === 11 || reader.field === 14 || reader.field === 15) {
      throw notAllowed('attribute of lists');
    } else if (reader.field === 21) throw notAllowed('function');
    else if (reader.field === 22 || reader.field === 23) throw notAllowed('sparse tensor');
  }
  // the runtime takes the value that the type names; where another stands beside it, it would not be the one that was looked at
  const holder = VALUE_FIELDS[type];
  if (!holder || [...values].some((field) => field !== holder)) throw corrupt('attribute');
  if (type === ATTRIBUTE_TYPE.INT) int ??= 0n;
  if (type === ATTRIBUTE_TYPE.FLOAT) float ??= 0;
  return { key, attribute: { int, float, text, ints, floats, tensor, graph } };
}

function readPort(reader: WireReader, budget: Budget): ModelPort {
  budget.take(1);
  const seen = new Set<number>();
  let name = '';
  let type: number | null = null;
  let shape: ModelPort['shape'] = null;
  while (reader.next()) {
    if (reader.field <= 2) once(seen, reader.field);
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) {
      const kind = reader.message();
      const kinds = new Set<number>();
      while (kind.next()) {
        once(kinds, kind.field);
        if (kind.field === 1) ({ type, shape } = readTensorType(kind.message(), budget));
      }
    }
  }
  return { name, type, shape };
}

function readTensorType(reader: WireReader, budget: Budget): Pick<ModelPort, 'type' | 'shape'> {
  const seen = new Set<number>();
  let type: number | null = null;
  let shape: (number | string | null)[] | null = null;
  while (reader.next()) {
    once(seen, reader.field);
    if (reader.field === 1) type = reader.small();
    else if (reader.field === 2) {
      shape = [];
      const dims = reader.message();
      while (dims.next()) if (dims.field === 1) shape.push(readDimension(dims.message(), budget));
    }
  }
  return { type, shape };
}

function readDimension(reader: WireReader, budget: Budget): number | string | null {
  budget.take(1);
  let dimension: number | string | null = null;
  while (reader.next()) {
    if (reader.field === 1) {
      const value = reader.int();
      if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw corrupt('dimension');
      dimension = Number(value);
    } else if (reader.field === 2) dimension = reader.text();
  }
  return dimension;
}
