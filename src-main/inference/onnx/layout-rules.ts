import { TYPE, type Values } from './model.ts';
import { formless, largestOf, retyped, shaped, valuesOf, type Known, type Step } from './known.ts';
import type { Rules } from './rules.ts';
import { corrupt } from './wire.ts';

/** A list or a single number: the only values that are followed through a change of layout. */
const isList = (value: Known) => value.values !== null && value.dims !== null && value.dims.length <= 1;

const withValues = (known: Known, values: Values | null): Known =>
  shaped(known.type, known.dims ?? [], known.exact, values);

/**
 * Values picked from a row-major tensor: for each dimension of the result the places along one dimension of the source.
 * @param strides elements between neighbours along each of those source dimensions
 */
function picked(values: Values, places: readonly (readonly number[])[], strides: readonly number[]): Values {
  if (values.length === 0) return [];
  let offsets = [0];
  places.forEach((along, i) => {
    offsets = offsets.flatMap((offset) => along.map((place) => offset + place * (strides[i] as number)));
  });
  return offsets.map((offset) => values[offset] ?? 0n);
}

const stridesOf = (dims: readonly number[]) => dims.map((_, i) => dims.slice(i + 1).reduce((all, dim) => all * dim, 1));

/** All places along each dimension; none where there is no element, for the other sides may then be of any length. */
const placesAlong = ({ elements }: Known, dims: readonly number[]) => (elements === 0 ? [] : dims.map(upTo));

const upTo = (length: number) => Array.from({ length }, (_, i) => i);

function shape(step: Step): Known[] {
  const { dims, exact } = step.input(0);
  if (!dims) return [formless(TYPE.INT64, 64)];
  const clamped = (value: number) => Math.min(dims.length, Math.max(0, value < 0 ? value + dims.length : value));
  const part = dims.slice(clamped(step.int('start', 0)), clamped(step.int('end', dims.length)));
  return [shaped(TYPE.INT64, [part.length], true, exact ? valuesOf(TYPE.INT64, part) : null)];
}

function size(step: Step): Known[] {
  const { elements, exact } = step.input(0);
  return [shaped(TYPE.INT64, [], true, exact ? valuesOf(TYPE.INT64, [elements]) : null)];
}

/** Only another view of the same elements: it can never be more than they are. */
function reshape(step: Step): Known[] {
  const input = step.input(0);
  const target = step.intsOrInput('shape', 1);
  if (!target) return [formless(input.type, input.elements)];
  const keepsZero = step.int('allowzero', 0) !== 0;
  const dims = target.map((dim, i) => (dim === 0 && !keepsZero ? (input.dims?.[i] ?? -2) : dim));
  if (dims.includes(-2)) return [formless(input.type, input.elements)];
  const open = dims.indexOf(-1);
  if (dims.some((dim, i) => dim < 0 && i !== open)) throw corrupt('Reshape');
  const rest = dims.reduce((product, dim, i) => (i === open ? product : product * dim), 1);
  if (open >= 0) dims[open] = rest === 0 ? 0 : Math.floor(input.elements / rest);
  const known = shaped(input.type, dims, input.exact, input.values);
  // bounds of bounds: the elements themselves are the better one
  return [known.elements === input.elements ? known : formless(input.type, input.elements)];
}

function flatten(step: Step): Known[] {
  const input = step.input(0);
  if (!input.dims) return [formless(input.type, input.elements)];
  const said = step.int('axis', 1);
  const axis = said < 0 ? said + input.dims.length : said;
  const product = (dims: readonly number[]) => dims.reduce((all, dim) => all * dim, 1);
  return [shaped(input.type, [product(input.dims.slice(0, axis)), product(input.dims.slice(axis))], input.exact)];
}

function squeeze(step: Step): Known[] {
  const input = step.input(0);
  const { dims } = input;
  const axes = step.intsOrInput('axes', 1);
  if (!dims || (!axes && step.has(1))) return [formless(input.type, input.elements)];
  const gone = new Set(
    axes ? axes.map((axis) => step.axis(axis, dims.length)) : dims.flatMap((dim, i) => (dim === 1 ? [i] : [])),
  );
  if (!axes && !input.exact) return [formless(input.type, input.elements)];
  return [withValues({ ...input, dims: dims.filter((_, i) => !gone.has(i)) }, input.values)];
}

function unsqueeze(step: Step): Known[] {
  const input = step.input(0);
  const axes = step.intsOrInput('axes', 1);
  if (!input.dims || !axes) return [formless(input.type, input.elements)];
  const rank = input.dims.length + axes.length;
  const added = new Set(axes.map((axis) => step.axis(axis, rank)));
  const old = input.dims[Symbol.iterator]();
  const dims = Array.from({ length: rank }, (_, i) =>
    added.has(i) ? 1 : ((old.next().value as number | undefined) ?? 1),
  );
  return [withValues({ ...input, dims }, input.values)];
}

function transpose(step: Step): Known[] {
  const input = step.input(0);
  if (!input.dims) return [formless(input.type, input.elements)];
  const { dims } = input;
  const order = step.ints('perm') ?? dims.map((_, i) => dims.length - 1 - i);
  if (order.length !== dims.length || new Set(order).size !== order.length) throw corrupt('Transpose');
  const turned = order.map((axis) => dims[step.axis(axis, dims.length)] as number);
  const strides = stridesOf(dims);
  const values =
    input.values &&
    picked(
      input.values,
      placesAlong(input, turned),
      order.map((axis) => strides[axis] as number),
    );
  return [shaped(input.type, turned, input.exact, values)];
}

function concat(step: Step): Known[] {
  const parts = step.inputs.map((_, i) => step.input(i));
  const [first] = parts;
  if (!first) throw corrupt('Concat');
  const total = parts.reduce((sum, { elements }) => sum + elements, 0);
  if (parts.some(({ dims }) => !dims || dims.length !== first.dims?.length)) return [formless(first.type, total)];
  const rank = first.dims?.length ?? 0;
  const axis = step.axis(step.int('axis', 0), rank);
  const dims = Array.from({ length: rank }, (_, i) => {
    const sizes = parts.map((part) => part.dims?.[i] ?? 0);
    return i === axis ? sizes.reduce((sum, length) => sum + length, 0) : largestOf(sizes);
  });
  const exact = parts.every((part) => part.exact);
  const values =
    rank === 1 && parts.every(({ values: known }) => known) ? parts.flatMap((part) => [...(part.values ?? [])]) : null;
  return [shaped(first.type, dims, exact, values)];
}

function split(step: Step): Known[] {
  const input = step.input(0);
  const count = step.node.outputs.length;
  // the runtime writes as many parts as it is told, wherever they go
  if (step.int('num_outputs', count) !== count) throw corrupt('Split');
  if (!input.dims) return step.node.outputs.map(() => formless(input.type, input.elements));
  const { dims } = input;
  const axis = step.axis(step.int('axis', 0), dims.length);
  const length = dims[axis] as number;
  const said = step.intsOrInput('split', 1);
  // an unknown division: no part is longer than the whole
  const even = step.has(1) ? length : Math.ceil(length / count);
  let start = 0;
  return step.node.outputs.map((_, i) => {
    const part = said ? (said[i] ?? 0) : Math.max(0, step.has(1) ? even : Math.min(even, length - even * i));
    if (part < 0 || part > length) throw corrupt('Split');
    const values = isList(input) && dims.length === 1 ? (input.values?.slice(start, start + part) ?? null) : null;
    start += part;
    return shaped(input.type, dims.with(axis, part), input.exact && (said !== null || !step.has(1)), values);
  });
}

function slice(step: Step): Known[] {
  const input = step.input(0);
  if (!input.dims) return [formless(input.type, input.elements)];
  const { dims } = input;
  const starts = step.intsOrInput('starts', 1);
  const ends = step.intsOrInput('ends', 2);
  const hasAxes = step.has(3) || step.ints('axes') !== null;
  const axes = step.intsOrInput('axes', 3) ?? (hasAxes ? null : (starts ?? ends)?.map((_, i) => i));
  const steps = step.has(4) ? step.numbers(4) : (axes?.map(() => 1) ?? null);
  // whatever is cut out is no more than what was there
  if (!axes) return [shaped(input.type, dims, false)];
  const cut = [...dims];
  let exact = input.exact;
  const places = input.values ? placesAlong(input, dims) : null;
  axes.forEach((value, i) => {
    const axis = step.axis(value, dims.length);
    const length = dims[axis] as number;
    const [start, end, stride] = [starts?.[i], ends?.[i], steps?.[i]];
    if (start === undefined || end === undefined || stride === undefined) {
      exact = false;
      return;
    }
    if (stride === 0) throw corrupt('Slice');
    const clamp = (at: number, low: number, high: number) => Math.min(high, Math.max(low, at < 0 ? at + length : at));
    const from = stride > 0 ? clamp(start, 0, length) : clamp(start, 0, length - 1);
    const to = stride > 0 ? clamp(end, 0, length) : clamp(end, -1, length - 1);
    cut[axis] = Math.max(0, Math.ceil((to - from) / stride));
    if (places?.[axis]) places[axis] = upTo(cut[axis]).map((k) => from + k * stride);
  });
  if (!input.exact) return [shaped(input.type, dims, false)];
  const values = exact && input.values && places ? picked(input.values, places, stridesOf(dims)) : null;
  return [shaped(input.type, cut, exact, values)];
}

function gather(step: Step): Known[] {
  const [data, indices] = [step.input(0), step.input(1)];
  if (!data.dims || !indices.dims) return [formless(data.type, data.elements * Math.max(1, indices.elements))];
  const axis = step.axis(step.int('axis', 0), data.dims.length);
  const dims = [...data.dims.slice(0, axis), ...indices.dims, ...data.dims.slice(axis + 1)];
  const picked = step.numbers(1);
  const values =
    isList(data) && data.dims.length === 1 && picked ? picked.map((i) => data.values?.at(i) ?? null) : null;
  return [
    shaped(data.type, dims, data.exact && indices.exact, values && !values.includes(null) ? (values as Values) : null),
  ];
}

function gatherElements(step: Step): Known[] {
  return [retyped(step.input(1), step.input(0).type)];
}

function gatherNd(step: Step): Known[] {
  const [data, indices] = [step.input(0), step.input(1)];
  const last = indices.dims?.at(-1);
  if (!data.dims || !indices.dims || last === undefined) throw step.unbounded();
  const dims = [...indices.dims.slice(0, -1), ...data.dims.slice(last + step.int('batch_dims', 0))];
  return [shaped(data.type, dims, data.exact && indices.exact)];
}

const compress = (step: Step): Known[] => {
  const input = step.input(0);
  const axis = step.int('axis', Number.NaN);
  if (!input.dims || Number.isNaN(axis)) return [shaped(input.type, [input.elements], false)];
  return [shaped(input.type, input.dims, false)];
};

/** Operators that rearrange or pick elements. */
export const LAYOUT: Rules = {
  Shape: shape,
  Size: size,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  Compress: compress,
};
