import { TAKEN_APART_BYTES, TYPE, heldBytes, isHalf } from './model.ts';
import { broadcast, formless, retyped, shaped, type Known, type Step } from './known.ts';
import type { Rules } from './rules.ts';
import { corrupt } from './wire.ts';

const anyOf = (dims: readonly number[]) => dims.map((dim) => Math.max(1, dim));
const elementsOf = (dims: readonly number[]) => dims.reduce((product, dim) => product * dim, 1);

/** What the runtime takes apart for numbers of half precision. */
const APART_FOR_HALVES = new Set(['ReduceL1', 'ReduceL2', 'ReduceLogSumExp', 'ReduceSumSquare']);

/** Sums, means and extremes along axes. */
function reduced(step: Step): Known[] {
  const input = step.input(0);
  if (isHalf(input.type) && APART_FOR_HALVES.has(step.node.op)) step.works(input.elements * TAKEN_APART_BYTES);
  const keeps = step.int('keepdims', 1) !== 0;
  const axes = step.intsOrInput('axes', 1);
  const all = !axes?.length && !step.has(1) && step.int('noop_with_empty_axes', 0) === 0;
  if (!input.dims && all) return [keeps ? formless(input.type, 1) : shaped(input.type, [])];
  // along a side of none there is one answer for each place of the others, however many these are
  if (!input.dims) throw step.unbounded();
  if (!axes && step.has(1)) return [formless(input.type, elementsOf(anyOf(input.dims)))];
  if (!axes?.length && step.int('noop_with_empty_axes', 0) !== 0) return [retyped(input)];
  return [without(step, input.type, axes?.length ? axes : input.dims.map((_, i) => i), keeps)];
}

/** What is left of the input's sides; of those that are gone, one each where they are kept. */
function without(step: Step, type: number, axes: readonly number[], keeps: boolean): Known {
  const { dims, elements, exact } = step.input(0);
  if (!dims) throw step.unbounded();
  const gone = new Set(axes.map((axis) => step.axis(axis, dims.length)));
  if (axes.some((axis) => axis < 0) && (elements === 0 || !exact)) {
    // of what is empty the runtime overlooks axes that are counted from the end: those sides stay
    return keeps ? shaped(type, anyOf(dims), false) : formless(type, elementsOf(anyOf(dims)));
  }
  return shaped(
    type,
    dims.flatMap((dim, i) => (gone.has(i) ? (keeps ? [1] : []) : [dim])),
    exact,
  );
}

function extremePlace(step: Step): Known[] {
  return [without(step, TYPE.INT64, [step.int('axis', 0)], step.int('keepdims', 1) !== 0)];
}

const product = (a: Known, b: Known, type: number, step: Step): Known[] => {
  if (!a.dims || !b.dims) throw step.unbounded();
  if (a.dims.length === 0 || b.dims.length === 0) throw corrupt(step.node.op);
  const left = a.dims.length === 1 ? [1, a.dims[0] as number] : a.dims;
  const right = b.dims.length === 1 ? [b.dims[0] as number, 1] : b.dims;
  const rows = a.dims.length === 1 ? [] : [left.at(-2) as number];
  const columns = b.dims.length === 1 ? [] : [right.at(-1) as number];
  return [
    shaped(type, [...broadcast([left.slice(0, -2), right.slice(0, -2)]), ...rows, ...columns], a.exact && b.exact),
  ];
};

function gemm(step: Step): Known[] {
  const [a, b] = [step.input(0), step.input(1)];
  if (a.dims?.length !== 2 || b.dims?.length !== 2) throw step.unbounded();
  const rows = a.dims[step.int('transA', 0) ? 1 : 0] as number;
  const columns = b.dims[step.int('transB', 0) ? 0 : 1] as number;
  return [shaped(a.type, [rows, columns], a.exact && b.exact)];
}

/**
 * FusedMatMul of the runtime's own optimiser: first the leading dimension may move before the last one, then the last two may
 * be swapped.
 */
function fusedProduct(step: Step): Known[] {
  const turned = (value: Known, side: 'A' | 'B'): Known => {
    if (!value.dims || value.dims.length < 2) return value;
    let { dims } = value;
    if (step.int(`transBatch${side}`, 0) !== 0) {
      const [first, ...rest] = dims as [number, ...number[]];
      dims = [...rest.slice(0, -1), first, rest.at(-1) as number];
    }
    if (step.int(`trans${side}`, 0) !== 0) dims = [...dims.slice(0, -2), dims.at(-1) as number, dims.at(-2) as number];
    return { ...value, dims };
  };
  const a = turned(step.input(0), 'A');
  return product(a, turned(step.input(1), 'B'), a.type, step);
}

/** DFT: the last dimension holds real and imaginary parts; one-sided spectra hold half of the other. */
function dft(step: Step): Known[] {
  const signal = step.input(0);
  if (!signal.dims || signal.dims.length < 2) throw step.unbounded();
  const dims = [...signal.dims];
  const said = step.opset >= 20 ? (step.has(2) ? step.numbers(2)?.[0] : -2) : step.int('axis', 1);
  if (said === undefined) throw step.unbounded();
  const axis = step.axis(said, dims.length);
  const length = step.has(1) ? step.numbers(1)?.[0] : (dims[axis] as number);
  if (length === undefined) throw step.unbounded();
  const onesided = step.int('onesided', 0) !== 0;
  const inverse = step.int('inverse', 0) !== 0;
  dims[axis] = onesided && !inverse ? Math.floor(length / 2) + 1 : length;
  dims[dims.length - 1] = onesided && inverse ? 1 : 2;
  return [shaped(signal.type, dims, signal.exact)];
}

/** Einstein sums: letters are dimensions, `...` those that broadcast, and what stands right of the arrow remains. */
function einsum(step: Step): Known[] {
  const parts = step.inputs.map((_, i) => step.input(i));
  const [left, right] = step.text('equation', '').replaceAll(' ', '').split('->');
  const terms = left?.split(',') ?? [];
  if (terms.length !== parts.length) throw corrupt('Einsum');
  const lengths = new Map<string, number>();
  const uses = new Map<string, number>();
  const open: number[][] = [];
  terms.forEach((term, i) => {
    const { dims } = parts[i] as Known;
    const letters = term.replace('...', '.');
    if (!dims) throw step.unbounded();
    const many = dims.length - (letters.length - (letters.includes('.') ? 1 : 0));
    if (many < 0 || (many > 0 && !letters.includes('.'))) throw corrupt('Einsum');
    let at = 0;
    for (const letter of letters) {
      if (letter === '.') {
        open.push(dims.slice(at, at + many));
        at += many;
        continue;
      }
      lengths.set(letter, Math.max(lengths.get(letter) ?? 0, dims[at] as number));
      uses.set(letter, (uses.get(letter) ?? 0) + 1);
      at += 1;
    }
  });
  const implied = () =>
    (open.length > 0 ? '...' : '') +
    [...uses]
      .filter(([, count]) => count === 1)
      .map(([letter]) => letter)
      .sort()
      .join('');
  const outcome = (right ?? implied()).replace('...', '.');
  const size = (letter: string) =>
    letter === '.' ? broadcast(open).reduce((product, dim) => product * dim, 1) : (lengths.get(letter) ?? 1);
  // each is turned so that the letters of two lie beside one another, and once more where there are two
  const given = parts.reduce((sum, { elements, type }) => sum + elements * heldBytes(type), 0);
  step.works(parts.length > 1 ? 2 * given : given);
  // two at a time: what is held between has every letter that is still asked for
  const texts = terms.map((term) => term.replace('...', '.'));
  for (let done = 2; done < texts.length; done++) {
    const later = texts.slice(done).join('') + outcome;
    const held = [...new Set(texts.slice(0, done).join(''))].filter((letter) => later.includes(letter));
    step.works(2 * heldBytes((parts[0] as Known).type) * held.reduce((product, letter) => product * size(letter), 1));
  }
  const dims: number[] = [];
  for (const letter of outcome) {
    if (letter === '.') dims.push(...broadcast(open));
    else dims.push(lengths.get(letter) ?? 1);
  }
  return [
    shaped(
      (parts[0] as Known).type,
      dims,
      parts.every(({ exact }) => exact),
    ),
  ];
}

/**
 * Attention: [batch, heads, steps, width] or [batch, steps, heads × width], without a memory of earlier runs. The scores between
 * all steps are held too, though nobody may ask for them.
 */
function attention(step: Step): Known[] {
  const [query, key, value] = [step.input(0), step.input(1), step.input(2)];
  if (!query.dims || !key.dims || !value.dims || step.has(4) || step.has(5)) throw step.unbounded();
  const rank = query.dims.length;
  if ((rank !== 3 && rank !== 4) || key.dims.length !== rank || value.dims.length !== rank) throw corrupt('Attention');
  const flat = rank === 3;
  const heads = flat ? step.int('q_num_heads', 1) : (query.dims[1] as number);
  const sharedHeads = flat ? step.int('kv_num_heads', 1) : (value.dims[1] as number);
  if (heads < 1 || sharedHeads < 1) throw corrupt('Attention');
  const [batch, steps, others] = [query.dims[0] as number, query.dims.at(-2) as number, key.dims.at(-2) as number];
  const width = (value.dims.at(-1) as number) / (flat ? sharedHeads : 1);
  const exact = query.exact && key.exact && value.exact;
  const scores = shaped(query.type, [batch, heads, steps, others], exact);
  const answer = shaped(query.type, flat ? [batch, steps, heads * width] : [batch, heads, steps, width], exact);
  const kept = (held: Known) =>
    flat ? shaped(held.type, [batch, sharedHeads, others, (held.dims?.at(-1) as number) / sharedHeads], exact) : held;
  step.works(scores.elements * heldBytes(scores.type));
  return [answer, retyped(kept(key)), retyped(kept(value)), scores];
}

/** What is worked out for every step, of each hidden number, before the steps are gone through: gates, and the answer itself. */
const HELD_A_STEP: Readonly<Record<string, number>> = { LSTM: 5, GRU: 4, RNN: 2 };

/** LSTM, GRU and RNN: [steps, directions, batch, hidden], then the last states; `layout` 1 has the batch first. */
function recurrent(step: Step): Known[] {
  const [input, recurrence] = [step.input(0), step.input(2)];
  const [directions, , hidden] = recurrence.dims ?? [];
  if (input.dims?.length !== 3 || directions === undefined || hidden === undefined) throw step.unbounded();
  const batchFirst = step.int('layout', 0) === 1;
  const [first, second] = input.dims as [number, number, number];
  const [steps, batch] = batchFirst ? [second, first] : [first, second];
  const width = Math.max(hidden, step.int('hidden_size', hidden));
  const state = shaped(input.type, batchFirst ? [batch, directions, width] : [directions, batch, width], input.exact);
  const all = batchFirst ? [batch, steps, directions, width] : [steps, directions, batch, width];
  step.works((HELD_A_STEP[step.node.op] ?? 5) * steps * directions * batch * width * heldBytes(input.type));
  return [shaped(input.type, all, input.exact), state, state];
}

function largest(step: Step): Known[] {
  const input = step.input(0);
  if (!input.dims) return [formless(input.type, input.elements), formless(TYPE.INT64, input.elements)];
  const axis = step.axis(step.int('axis', -1), input.dims.length);
  const count = (step.numbers(1) ?? [step.int('k', Number.NaN)])[0] as number;
  const known = Number.isNaN(count)
    ? shaped(input.type, input.dims, false)
    : shaped(input.type, input.dims.with(axis, Math.max(0, Math.min(count, input.dims[axis] as number))), input.exact);
  return [known, retyped(known, TYPE.INT64)];
}

function nonZero(step: Step): Known[] {
  const { dims, elements } = step.input(0);
  return [dims ? shaped(TYPE.INT64, [dims.length, elements], false) : formless(TYPE.INT64, 32 * elements)];
}

/** Of an element that is kept in a tree of all different ones. */
const BYTES_IN_ORDER = 160;

function unique(step: Step): Known[] {
  const { type, elements } = step.input(0);
  step.works(BYTES_IN_ORDER * elements);
  const list = shaped(TYPE.INT64, [elements], false);
  return [
    step.input(0).dims && !step.node.attributes.has('axis') ? retyped(list, type) : formless(type, elements),
    list,
    list,
    list,
  ];
}

/** NonMaxSuppression: at most so many boxes of each class as the third input says, and never more than there are. */
function suppressed(step: Step): Known[] {
  const [boxes, scores] = [step.input(0).dims, step.input(1).dims];
  if (boxes?.length !== 3 || scores?.length !== 3) throw step.unbounded();
  const [batch, classes, count] = scores as [number, number, number];
  const most = step.has(2) ? (step.numbers(2)?.[0] ?? count) : 0;
  return [shaped(TYPE.INT64, [batch * classes * Math.min(count, Math.max(0, most)), 3], false)];
}

const rulesOf = (rule: (step: Step) => Known[], names: string) =>
  Object.fromEntries(names.split(' ').map((name) => [name, rule]));

/** Operators that sum, search or carry along an axis. */
export const SUMMING: Rules = {
  ...rulesOf(
    reduced,
    'ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare',
  ),
  ...rulesOf(extremePlace, 'ArgMax ArgMin'),
  ...rulesOf(recurrent, 'GRU LSTM RNN'),
  MatMul: (step) => product(step.input(0), step.input(1), step.input(0).type, step),
  MatMulInteger: (step) => product(step.input(0), step.input(1), TYPE.INT32, step),
  QLinearMatMul: (step) => product(step.input(0), step.input(3), step.input(7).type, step),
  Attention: attention,
  DFT: dft,
  Gemm: gemm,
  Einsum: einsum,
  TopK: largest,
  NonZero: nonZero,
  Unique: unique,
  NonMaxSuppression: suppressed,
};

/** The same for the few operators of the runtime's own domain that its optimiser and quantiser write into files. */
export const FUSED_PRODUCTS: Rules = { FusedMatMul: fusedProduct };
