import { CodedError } from '../../../src-shared/contract/coded.ts';
import { boundsOf, type MemoryNeed } from './bounds.ts';
import { tensorsOf } from './external-weights.ts';
import { shaped, type Known } from './known.ts';
import { TYPE, type Model, type ModelGraph, type ModelPort } from './model.ts';
import { readModel } from './read-model.ts';
import { corrupt } from './wire.ts';
import { isListOf, withChannel } from '../output-shapes.ts';

/** What a model's description says of its graph. */
export interface GraphExpectation {
  /** What will be fed, in the order of the tensor's dimensions, batch of one. */
  readonly inputs: readonly {
    readonly name: string;
    /** Types that can be fed. */
    readonly types: ReadonlySet<number>;
    readonly dims: readonly ExpectedSide[];
  }[];
  /** Outputs that must be there; each of `sides` names a dimension (negative: from the end) and its length, or several that are right. */
  readonly outputs: readonly {
    readonly name: string;
    readonly rank: number | null;
    readonly sides: ReadonlyMap<number, number | readonly number[]>;
    /** How many numbers it lists about the one picture; absent: it is no list. */
    readonly list?: number;
  }[];
  readonly opset: number;
  /** Most memory that weights and run may take together. */
  readonly memoryBytes: number;
  /** Length of the file of external weights by its name; none: all weights must be in the model file. */
  readonly external: ReadonlyMap<string, number>;
}

/** A side of the input: its length, and whether the network must also take others. */
export interface ExpectedSide {
  readonly length: number;
  readonly open: boolean;
}

export interface PortReport {
  readonly name: string;
  /** As the file declares it: numbers, names of open dimensions, or null. */
  readonly shape: readonly (number | string | null)[] | null;
}

/** What a file is made of, for people and for the registry. */
export interface GraphReport extends MemoryNeed {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  readonly nodes: number;
  /** How often each operator stands in the graph, `domain.Name` outside ONNX's own domain. */
  readonly operators: Readonly<Record<string, number>>;
  readonly inputs: readonly PortReport[];
  readonly outputs: readonly PortReport[];
  /** Numbers in the weights. */
  readonly parameters: number;
}

/** A file that passed its checks. */
export interface CheckedModel {
  readonly report: GraphReport;
  /**
   * Bounds the network for the sizes that are about to be fed, in the order of the expected inputs: what was found of another
   * size need not hold for this one. A size that passed passes at once. Errors: `onnx-memory-limit`, `onnx-loop-unbounded`.
   */
  mustFit(dims: readonly (readonly number[])[]): void;
}

/**
 * Checks a model file before any runtime sees it: that it can be read, that it reaches for nothing outside, that its
 * weights are as many as they say, that it uses known operators and known amounts of memory, that its loops end, and that it
 * is the network which its manifest describes.
 * @param bytes the whole file; nothing of it is copied
 * Errors: `onnx-corrupt`, `onnx-path-escape`, `onnx-external-range`, `onnx-tensor-mismatch`, `onnx-op-not-allowed`,
 * `onnx-memory-limit`, `onnx-loop-unbounded`, `onnx-too-new`, `manifest-mismatch`.
 */
export function checkModel(bytes: Uint8Array, expected: GraphExpectation): CheckedModel {
  return coded(() => check(bytes, expected));
}

/** Whatever else a hostile file brings about (a number that no list can have as its length) is the file's fault too. */
function coded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw corrupt(error instanceof Error ? error.name : 'unknown');
  }
}

/** The newest that the pinned runtime reads; a newer one it would refuse in words of its own. */
export const NEWEST = { irVersion: 13, opset: 26 } as const;

function check(bytes: Uint8Array, expected: GraphExpectation): CheckedModel {
  const model = readModel(bytes);
  const { graph } = model;
  checkAge(model);
  checkExternal(graph, expected.external);
  checkPorts(model, expected);
  const boundsFor = (dims: readonly (readonly number[])[]) => {
    const inputs = expected.inputs.map(({ name }, i) => {
      const type = graph.inputs.find((port) => port.name === name)?.type as number;
      return [name, shaped(type, dims[i] ?? [])] as const;
    });
    return boundsOf(model, new Map(inputs), expected.memoryBytes);
  };
  const nominal = expected.inputs.map(({ dims }) => dims.map(({ length }) => length));
  const { outputs, fixedBytes, runBytes, answeredBytes } = boundsFor(nominal);
  checkOutputs(outputs, expected);
  const passed = new Set([String(nominal)]);
  return {
    report: {
      irVersion: model.irVersion,
      opset: model.opsets.get('') ?? 0,
      producer: model.producer.slice(0, 100),
      nodes: model.nodeCount,
      operators: operatorsOf(graph),
      inputs: fedPorts(graph).map(report),
      outputs: graph.outputs.map(report),
      parameters: [...graph.tensors.values()].reduce((sum, { elements }) => sum + elements, 0),
      fixedBytes,
      runBytes,
      answeredBytes,
    },
    mustFit: (dims) => {
      if (passed.has(String(dims))) return;
      coded(() => boundsFor(dims));
      passed.add(String(dims));
    },
  };
}

const report = ({ name, shape }: ModelPort): PortReport => ({ name: name.slice(0, 200), shape });

/** Inputs that must be fed: older files list their weights among them. */
function fedPorts(graph: ModelGraph): ModelPort[] {
  return graph.inputs.filter(({ name }) => !graph.tensors.has(name));
}

function operatorsOf(graph: ModelGraph): Record<string, number> {
  const counts = new Map<string, number>();
  const count = ({ nodes }: ModelGraph) => {
    for (const { op, domain, attributes } of nodes) {
      const name = domain === '' ? op : `${domain}.${op}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      for (const inner of attributes.values()) if (inner.graph) count(inner.graph);
    }
  };
  count(graph);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function checkExternal(graph: ModelGraph, files: ReadonlyMap<string, number>): void {
  for (const { external, bytes } of tensorsOf(graph)) {
    if (!external) continue;
    const length = files.get(external.location);
    if (length === undefined || !(external.offset + bytes <= length))
      throw new CodedError('onnx-external-range', { file: external.location });
  }
}

function checkAge({ irVersion, opsets }: Model): void {
  const opset = opsets.get('') ?? 0;
  if (irVersion > NEWEST.irVersion) throw new CodedError('onnx-too-new', { irVersion, newest: NEWEST.irVersion });
  if (opset > NEWEST.opset) throw new CodedError('onnx-too-new', { opset, newest: NEWEST.opset });
}

function checkPorts(model: Model, expected: GraphExpectation): void {
  const { graph, opsets } = model;
  const opset = opsets.get('');
  if (opset !== undefined && opset !== expected.opset) {
    throw new CodedError('manifest-mismatch', { field: 'file.opset', model: opset, manifest: expected.opset });
  }
  const fed = fedPorts(graph);
  const names = new Set(fed.map(({ name }) => name));
  if (names.size !== fed.length) throw corrupt('input twice');
  if (names.size !== expected.inputs.length || expected.inputs.some(({ name }) => !names.has(name))) {
    throw new CodedError('manifest-mismatch', {
      field: 'input.name',
      model: [...names].join(', ').slice(0, 200),
      manifest: expected.inputs.map(({ name }) => name).join(', '),
    });
  }
  for (const { name, types, dims } of expected.inputs) {
    const port = fed.find((candidate) => candidate.name === name) as ModelPort;
    if (port.type === null || !types.has(port.type)) {
      throw new CodedError('manifest-mismatch', { field: 'input', type: typeName(port.type) });
    }
    const { shape } = port;
    const fits =
      !shape ||
      (shape.length === dims.length &&
        shape.every((side, i) => typeof side !== 'number' || (side === dims[i]?.length && !dims[i].open)));
    if (!fits) {
      throw new CodedError('manifest-mismatch', {
        field: 'input.size',
        model: said(shape),
        manifest: dims.map(({ length, open }) => (open ? '*' : length)).join(' × '),
      });
    }
  }
  for (const { name } of expected.outputs) {
    if (!graph.outputs.some((port) => port.name === name)) {
      throw new CodedError('manifest-mismatch', {
        field: 'outputs',
        model: graph.outputs
          .map((port) => port.name)
          .join(', ')
          .slice(0, 200),
        manifest: name,
      });
    }
  }
}

function checkOutputs(outputs: ReadonlyMap<string, Known>, expected: GraphExpectation): void {
  for (const { name, rank, sides, list } of expected.outputs) {
    const known = outputs.get(name);
    // only what is certain speaks against a description
    if (!known?.dims || !known.exact) continue;
    if (list !== undefined) {
      if (isListOf(known.dims, list)) continue;
      throw new CodedError('manifest-mismatch', {
        field: `outputs.${name}`,
        model: said(known.dims),
        manifest: `1 × ${list}`,
      });
    }
    const dims = rank === null ? known.dims : withChannel(known.dims, rank, sides.has(-1));
    const wrong =
      (rank !== null && dims.length !== rank) ||
      [...sides].some(([side, lengths]) => ![lengths].flat().includes(dims.at(side) as number));
    if (wrong) {
      throw new CodedError('manifest-mismatch', {
        field: `outputs.${name}`,
        model: said(known.dims),
        manifest: dims.map((_, i) => [sides.get(i) ?? sides.get(i - dims.length) ?? '*'].flat().join('|')).join(' × '),
      });
    }
  }
}

const said = (shape: readonly (number | string | null)[]) =>
  shape
    .map((side) => side ?? '?')
    .join(' × ')
    .slice(0, 200);

/** An element type as ONNX calls it. */
function typeName(type: number | null): string {
  const [name] = Object.entries({ ...TYPE, STRING: 8 }).find(([, number]) => number === type) ?? [];
  return name?.toLowerCase() ?? (type === null ? 'none' : `${type}`);
}
