import { CodedError } from '../../../src-shared/contract/coded.ts';
import { blockedShare, filterPadding, givesBlocks } from './blocked.ts';
import { MIB, Step, areOfType, formless, mebibytes, retyped, shaped, type Known } from './known.ts';
import {
  ELEMENT_BYTES,
  TENSOR_LIMIT_BYTES,
  TYPE,
  elementBytes,
  heldBytes,
  type Model,
  type ModelGraph,
  type ModelNode,
  type ModelTensor,
} from './model.ts';
import { nodesInOrder, usesOf } from './node-order.ts';
import { CONTROL, ruleOf } from './operations.ts';
import { corrupt } from './wire.ts';

/** Rounds of a loop, those of loops around it multiplied in. */
export const MOST_ROUNDS = 10_000;
/** Nodes, values and weights that are looked at, those in loops again for as long as their shapes grow. */
const MOST_VISITS = 10_000_000;
/** Numbers of small tensors that are followed; after so many the rest is unknown. */
const MOST_FOLLOWED = 1_000_000;
const HIGHEST_RANK = 32;

/** What a network needs of memory, in bytes, before it runs. */
export interface MemoryNeed {
  /** Weights, and all that the runtime computes from them alone when it loads the file. */
  readonly fixedBytes: number;
  /** Most that is held at once between the nodes of a run, fixed bytes left out. */
  readonly runBytes: number;
  /** Its answers once more: they are handed on as copies while the runtime still holds its own. */
  readonly answeredBytes: number;
}

export interface Bounds extends MemoryNeed {
  /** The network's outputs, by name. */
  readonly outputs: ReadonlyMap<string, Known>;
}

/** A named value within the graphs that see it, and whether it follows from the file alone. */
interface Held {
  readonly known: Known;
  readonly fixed: boolean;
  /** What it takes. */
  readonly bytes: number;
  /** Whether the runtime may keep it in blocks of channels. */
  readonly blocked: boolean;
}

const SHAPE_READERS = new Set(['Shape', 'Size']);

class Scope {
  readonly #values = new Map<string, Held>();
  readonly #outer: Scope | null;

  constructor(outer: Scope | null) {
    this.#outer = outer;
  }

  find(name: string): Held | undefined {
    return this.#values.get(name) ?? this.#outer?.find(name);
  }

  /** Errors: `onnx-corrupt` where the graph has a value of that name already. */
  add(name: string, held: Held): void {
    if (this.#values.has(name)) throw corrupt('name twice');
    this.#values.set(name, held);
  }
}

/**
 * Follows the shapes of a network from its input to its outputs and bounds what it will take: no tensor above 2 GiB,
 * fixed and running bytes together at most `memoryBytes`, loops of a known number of rounds, operators of the list only.
 * Shapes are computed as the ONNX operator specifications say (versions 7 to 25); where only a bound can be known, the
 * bound counts, and where none can be known the network is refused.
 * @param inputs what will be fed, by name: dimensions and type
 * Errors: `onnx-memory-limit`, `onnx-loop-unbounded`, `onnx-op-not-allowed`, `onnx-corrupt`.
 */
export function boundsOf(model: Model, inputs: ReadonlyMap<string, Known>, memoryBytes: number): Bounds {
  return new Walk(model, memoryBytes).run(inputs);
}

class Walk {
  readonly #model: Model;
  readonly #memoryBytes: number;
  #visits = 0;
  #followed = 0;
  readonly #counted = new Set<ModelGraph>();
  readonly #orders = new Map<ModelGraph, readonly ModelNode[]>();
  #fixedBytes = 0;

  constructor(model: Model, memoryBytes: number) {
    this.#model = model;
    this.#memoryBytes = memoryBytes;
  }

  run(inputs: ReadonlyMap<string, Known>): Bounds {
    const { graph } = this.#model;
    const fed = graph.inputs.flatMap(({ name }) => {
      const known = inputs.get(name);
      return known && !graph.tensors.has(name) ? [[name, heldAs(known)] as const] : [];
    });
    const { results, runBytes } = this.#graph(graph, null, fed, 1);
    const outputs = new Map(graph.outputs.map(({ name }, i) => [name, (results[i] as Held).known]));
    const answeredBytes = results.reduce((sum, { known }) => sum + known.elements * elementBytes(known.type), 0);
    this.#mustFit(this.#fixedBytes + runBytes + answeredBytes, graph.outputs[0]?.name ?? '');
    return { outputs, fixedBytes: this.#fixedBytes, runBytes, answeredBytes };
  }

  /** One pass through a graph. Answers its outputs in order and the most bytes that its own values take at once. */
  #graph(
    graph: ModelGraph,
    outer: Scope | null,
    fed: readonly (readonly [string, Held])[],
    rounds: number,
  ): { results: Held[]; runBytes: number } {
    const scope = new Scope(outer);
    for (const [name, held] of fed) scope.add(name, held);
    // what is fixed is held once, however often a loop passes
    const first = !this.#counted.has(graph);
    this.#counted.add(graph);
    this.#visit(graph.tensors.size);
    for (const tensor of graph.tensors.values()) {
      scope.add(tensor.name, { ...heldAs(knownOf(tensor)), fixed: true });
      if (first) this.#addFixed(bytesOf(knownOf(tensor)), 'weights');
    }
    const nodes = this.#inOrder(graph);
    const lastUses = lastUsesOf(graph, nodes);
    let live = fed.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    let peak = live;
    nodes.forEach((node, i) => {
      this.#visit(1 + node.inputs.length + node.outputs.length);
      const inputs = node.inputs.map((name) => {
        if (name === '') return null;
        const held = scope.find(name);
        if (!held) throw corrupt('unknown value');
        return held;
      });
      const step = new Step(
        node,
        inputs.map((held) => held?.known ?? null),
        this.#opset(node),
      );
      const inner = CONTROL.has(node.op) && node.domain === '' ? this.#control(step, inputs, scope, rounds) : null;
      const made = inner?.outputs ?? ruleOf(node)(step);
      if (node.outputs.length > made.length) throw corrupt(`${node.op} outputs`);
      // the runtime computes what depends on shapes alone when it loads the file, and keeps it
      const ofShape = SHAPE_READERS.has(node.op) && step.inputs.every((known) => known?.exact);
      const fixed = !inner && (ofShape || inputs.every((held) => held === null || held.fixed));
      const inBlocks = inputs.some((held) => held?.blocked);
      const [, filters] = inputs;
      // held from the loading on, and not part of the weights as the file has them
      if (filters?.fixed) live += filterPadding(node, filters.known, filters.bytes);
      node.outputs.forEach((name, k) => {
        if (name === '') return;
        const known = this.#following(made[k] as Known);
        const blocked = !inner && !fixed && givesBlocks(node, inBlocks);
        const bytes = this.#checked(known, step) * (blocked ? blockedShare(known) : 1);
        if (!fixed) live += bytes;
        else if (first) this.#addFixed(bytes, node.op);
        scope.add(name, { known, fixed, bytes, blocked });
      });
      peak = Math.max(peak, live + step.workBytes + (inner?.runBytes ?? 0));
      this.#mustFit(this.#fixedBytes + peak, node.op);
      for (const name of lastUses[i] ?? []) {
        const held = scope.find(name);
        if (held && !held.fixed) live -= held.bytes;
      }
    });
    const results = graph.outputs.map(({ name }) => {
      const held = scope.find(name);
      if (!held) throw corrupt('unknown output');
      return held;
    });
    return { results, runBytes: peak };
  }

  #inOrder(graph: ModelGraph): readonly ModelNode[] {
    const nodes = this.#orders.get(graph) ?? nodesInOrder(graph);
    this.#orders.set(graph, nodes);
    return nodes;
  }

  #opset({ op, domain }: ModelNode): number {
    const version = this.#model.opsets.get(domain);
    if (version !== undefined) return version;
    throw new CodedError('onnx-op-not-allowed', { op: `${domain}.${op}`.slice(0, 100) });
  }

  #visit(things: number): void {
    this.#visits += things;
    if (this.#visits > MOST_VISITS) throw new CodedError('onnx-memory-limit', { visits: this.#visits });
  }

  #following(known: Known): Known {
    if (!known.values) return known;
    this.#followed += known.values.length;
    return this.#followed > MOST_FOLLOWED || !areOfType(known.type, known.values) ? retyped(known) : known;
  }

  #checked(known: Known, step: Step): number {
    if (known.dims && known.dims.length > HIGHEST_RANK) throw corrupt('rank');
    // texts and whatever else has no length of its own
    if (!(known.type in ELEMENT_BYTES)) throw new CodedError('onnx-op-not-allowed', { op: `type ${known.type}` });
    const bytes = bytesOf(known);
    if (!(bytes >= 0) || known.dims?.some((dim) => dim < 0)) throw corrupt(step.node.op);
    if (!(bytes <= TENSOR_LIMIT_BYTES)) {
      throw new CodedError('onnx-memory-limit', { ...step.place, neededMiB: mebibytes(bytes) });
    }
    return bytes;
  }

  #addFixed(bytes: number, op: string): void {
    this.#fixedBytes += bytes;
    this.#mustFit(this.#fixedBytes, op);
  }

  #mustFit(bytes: number, op: string): void {
    if (!(bytes <= this.#memoryBytes)) {
      const allowedMiB = Math.floor(this.#memoryBytes / MIB);
      throw new CodedError('onnx-memory-limit', { op, neededMiB: mebibytes(bytes), allowedMiB });
    }
  }

  #control(
    step: Step,
    inputs: readonly (Held | null)[],
    scope: Scope,
    rounds: number,
  ): { outputs: Known[]; runBytes: number } {
    if (step.node.op === 'If') return this.#branches(step, scope, rounds);
    // a value that changes from round to round is not what it was at first
    const carried = inputs.map((held) => (held ? retyped(held.known) : null));
    return step.node.op === 'Loop'
      ? this.#loop(step, carried, scope, rounds)
      : this.#scan(step, carried, scope, rounds);
  }

  #branches(step: Step, scope: Scope, rounds: number): { outputs: Known[]; runBytes: number } {
    const runs = ['then_branch', 'else_branch'].map((name) => this.#graph(bodyOf(step, name), scope, [], rounds));
    const [yes, no] = runs.map(({ results }) => results.map(({ known }) => known)) as [Known[], Known[]];
    if (yes.length !== no.length) throw corrupt('If');
    // exporters ask in the graph what the shapes answer: then one branch is taken and no other. Both are bounded all the same, for
    // the runtime computes what is fixed in either when it loads the file.
    const asked = step.numbers(0)?.[0];
    const known = asked === undefined ? null : asked === 0 ? no : yes;
    return {
      outputs: known ?? yes.map((one, i) => either(one, no[i] as Known)),
      runBytes: Math.max(...runs.map(({ runBytes }) => runBytes)),
    };
  }

  #loop(step: Step, carried: readonly (Known | null)[], scope: Scope, rounds: number) {
    const body = bodyOf(step, 'body');
    const trips = step.numbers(0)?.[0];
    if (trips === undefined) throw unboundedLoop(step);
    const round = shaped(TYPE.INT64, []);
    const goesOn = shaped(TYPE.BOOL, []);
    const states = carried.slice(2).map((state) => state ?? formless(TYPE.FLOAT, 0));
    // where it may not go round at all, its lists have no sides but one
    const begins = trips > 0 && (!step.has(1) || step.numbers(1)?.[0] === 1);
    const loop = { body, trips, begins, before: [round, goesOn], states, after: [], answers: 1 };
    return this.#rounds(step, loop, scope, rounds);
  }

  #scan(step: Step, carried: readonly (Known | null)[], scope: Scope, rounds: number) {
    if (step.opset < 9) throw new CodedError('onnx-op-not-allowed', { op: 'Scan' });
    const body = bodyOf(step, 'body');
    const count = step.int('num_scan_inputs', 0);
    const split = carried.length - count;
    const axes = step.ints('scan_input_axes') ?? [];
    if (count < 1 || split < 0) throw corrupt('Scan');
    let trips = 0;
    const slices = carried.slice(split).map((value, i) => {
      if (!value?.dims) throw unboundedLoop(step);
      const axis = step.axis(axes[i] ?? 0, value.dims.length);
      trips = Math.max(trips, value.dims[axis] as number);
      return shaped(value.type, value.dims.toSpliced(axis, 1), value.exact);
    });
    const states = carried.slice(0, split).map((state) => state ?? formless(TYPE.FLOAT, 0));
    const loop = { body, trips, begins: trips > 0, before: [], states, after: slices, answers: 0 };
    return this.#rounds(step, loop, scope, rounds);
  }

  /**
   * A body is passed until the shapes of what it carries no longer change, at most as often as it will run. Its inputs:
   * `before`, the states, `after`; its outputs: `answers` that only steer, the states, one slice of each list.
   */
  #rounds(
    step: Step,
    loop: {
      body: ModelGraph;
      trips: number;
      begins: boolean;
      before: Known[];
      states: Known[];
      after: Known[];
      answers: number;
    },
    scope: Scope,
    rounds: number,
  ): { outputs: Known[]; runBytes: number } {
    const { body, before, after, answers } = loop;
    const trips = Math.max(0, loop.trips);
    if (!(trips * rounds <= MOST_ROUNDS)) throw unboundedLoop(step);
    let { states } = loop;
    let largest = states;
    let slices: Known[] = [];
    let runBytes = 0;
    for (let pass = 0; pass < Math.max(1, trips); pass++) {
      const given = [...before, ...states, ...after];
      if (given.length !== body.inputs.length) throw corrupt(step.node.op);
      const fed = body.inputs.map(({ name }, i) => [name, heldAs(given[i] as Known)] as const);
      const ran = this.#graph(body, scope, fed, Math.max(1, rounds * trips));
      runBytes = Math.max(runBytes, ran.runBytes);
      const made = ran.results.slice(answers).map(({ known }) => retyped(known));
      if (made.length < states.length) throw corrupt(step.node.op);
      const next = made.slice(0, states.length);
      slices = made.slice(states.length).map((slice, i) => (slices[i] ? either(slices[i], slice) : slice));
      largest = next.map((state, i) => either(state, largest[i] as Known));
      if (next.every((state, i) => sameShape(state, states[i] as Known))) break;
      states = next;
    }
    const lists = slices.map((slice) =>
      slice.dims && loop.begins
        ? shaped(slice.type, [trips, ...slice.dims], false)
        : formless(slice.type, trips * slice.elements),
    );
    return { outputs: [...largest, ...lists], runBytes };
  }
}

function unboundedLoop(step: Step): CodedError {
  return new CodedError('onnx-loop-unbounded', step.place);
}

function bodyOf(step: Step, name: string): ModelGraph {
  const graph = step.node.attributes.get(name)?.graph;
  if (!graph) throw corrupt(step.node.op);
  return graph;
}

function sameShape(a: Known, b: Known): boolean {
  return a.type === b.type && a.elements === b.elements && a.exact === b.exact && String(a.dims) === String(b.dims);
}

/** What is known of a value that is one or the other. */
function either(a: Known, b: Known): Known {
  if (sameShape(a, b)) return retyped(a);
  if (!a.dims || a.dims.length !== b.dims?.length) return formless(a.type, Math.max(a.elements, b.elements));
  const other = b.dims;
  return shaped(
    a.type,
    a.dims.map((dim, i) => Math.max(dim, other[i] as number)),
    false,
  );
}

function knownOf({ type, dims, values }: ModelTensor): Known {
  return shaped(type, dims, true, values);
}

function heldAs(known: Known): Held {
  return { known, fixed: false, bytes: bytesOf(known), blocked: false };
}

function bytesOf({ elements, type }: Known): number {
  return elements * heldBytes(type);
}

/** For each node the values that nobody asks for after it, the graph's outputs left out. */
function lastUsesOf(graph: ModelGraph, nodes: readonly ModelNode[]): string[][] {
  const last = new Map<string, number>();
  nodes.forEach((node, i) => {
    for (const name of usesOf(node)) last.set(name, i);
  });
  for (const { name } of graph.outputs) last.delete(name);
  const own = new Set(nodes.flatMap(({ outputs }) => outputs));
  for (const { name } of graph.inputs) own.add(name);
  const lists: string[][] = nodes.map(() => []);
  for (const [name, i] of last) if (own.has(name)) lists[i]?.push(name);
  return lists;
}
