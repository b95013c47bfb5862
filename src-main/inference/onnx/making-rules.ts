import { TYPE, isWhole } from './model.ts';
import { broadcast, retyped, shaped, valuesOf, MOST_KNOWN_VALUES, type Known, type Step } from './known.ts';
import type { Rules } from './rules.ts';
import { corrupt } from './wire.ts';

function constant(step: Step): Known[] {
  const { attributes } = step.node;
  // the runtime takes the first, whatever it is called
  if (attributes.size !== 1) throw corrupt('Constant');
  const tensor = attributes.get('value')?.tensor;
  if (tensor) return [shaped(tensor.type, tensor.dims, true, tensor.values)];
  const int = attributes.get('value_int');
  if (int) return [shaped(TYPE.INT64, [], true, [int.int ?? 0n])];
  const ints = attributes.get('value_ints');
  if (ints) return [shaped(TYPE.INT64, [ints.ints.length], true, ints.ints)];
  const float = attributes.get('value_float');
  if (float) return [shaped(TYPE.FLOAT, [], true, [float.float ?? 0])];
  const floats = attributes.get('value_floats');
  if (floats) return [shaped(TYPE.FLOAT, [floats.floats.length], true, floats.floats)];
  throw corrupt('Constant');
}

/** The numbers that say how large an output is. Errors: `onnx-memory-limit` where they are not known before the run. */
function sizesOf(step: Step, index: number): number[] {
  const sizes = step.numbers(index);
  if (!sizes) throw step.unbounded();
  if (sizes.some((length) => !(length >= 0))) throw corrupt(step.node.op);
  return sizes;
}

function constantOfShape(step: Step): Known[] {
  const dims = sizesOf(step, 0);
  const tensor = step.node.attributes.get('value')?.tensor;
  const type = tensor?.type ?? TYPE.FLOAT;
  const fill = tensor ? (tensor.values?.[0] ?? null) : 0;
  const elements = dims.reduce((product, dim) => product * dim, 1);
  const values = fill === null || elements > MOST_KNOWN_VALUES ? null : new Array<number | bigint>(elements).fill(fill);
  return [shaped(type, dims, true, values)];
}

/** Between the ends of a range of whole numbers: what every type of them that can be followed holds. */
const FARTHEST = 2 ** 31;

function range(step: Step): Known[] {
  const { type } = step.input(0);
  const [start, limit, delta] = [0, 1, 2].map((i) => step.numbers(i)?.[0]);
  if (start === undefined || limit === undefined || delta === undefined) throw step.unbounded();
  if (delta === 0) throw corrupt('Range');
  // the runtime subtracts in the type itself, where what is too far apart comes out as anything
  const span = isWhole(type) ? limit - start : Math.fround(limit - start);
  if (isWhole(type) && !(Math.abs(span) < FARTHEST)) throw step.unbounded();
  const length = Math.max(0, Math.ceil(span / delta));
  if (!(length <= Number.MAX_SAFE_INTEGER)) throw step.unbounded();
  const numbers = length <= MOST_KNOWN_VALUES ? Array.from({ length }, (_, i) => start + i * delta) : null;
  return [shaped(type, [length], true, numbers && isWhole(type) ? valuesOf(type, numbers) : null)];
}

function expand(step: Step): Known[] {
  const input = step.input(0);
  const target = sizesOf(step, 1);
  if (!input.dims) throw step.unbounded();
  const dims = broadcast([input.dims, target]);
  const [value] = input.values ?? [];
  const elements = dims.reduce((product, dim) => product * dim, 1);
  const same = input.elements === 1 && value !== undefined && elements <= MOST_KNOWN_VALUES;
  return [shaped(input.type, dims, input.exact, same ? new Array<number | bigint>(elements).fill(value) : null)];
}

function tile(step: Step): Known[] {
  const input = step.input(0);
  const repeats = sizesOf(step, 1);
  if (repeats.length !== input.dims?.length) throw step.unbounded();
  return [
    shaped(
      input.type,
      input.dims.map((dim, i) => dim * (repeats[i] as number)),
      input.exact,
    ),
  ];
}

function pad(step: Step): Known[] {
  const input = step.input(0);
  const pads = step.intsOrInput('pads', 1);
  if (!input.dims || !pads) throw step.unbounded();
  const dims = [...input.dims];
  const axes = step.has(3) ? step.numbers(3) : dims.map((_, i) => i);
  if (pads.length !== 2 * (axes?.length ?? -1)) throw step.unbounded();
  axes?.forEach((value, i) => {
    const axis = step.axis(value, dims.length);
    dims[axis] = Math.max(0, (dims[axis] as number) + (pads[i] as number) + (pads[i + axes.length] as number));
  });
  return [shaped(input.type, dims, input.exact)];
}

function oneHot(step: Step): Known[] {
  const [indices, values] = [step.input(0), step.input(2)];
  const depth = sizesOf(step, 1)[0];
  if (!indices.dims || depth === undefined) throw step.unbounded();
  const axis = step.axis(step.int('axis', -1), indices.dims.length + 1);
  return [shaped(values.type, indices.dims.toSpliced(axis, 0, depth), indices.exact)];
}

const eyeLike = (step: Step): Known[] => [retyped(step.input(0), step.int('dtype', step.input(0).type))];

function columnsToImage(step: Step): Known[] {
  const input = step.input(0);
  const [image, block] = [sizesOf(step, 1), sizesOf(step, 2)];
  const area = block.reduce((product, dim) => product * dim, 1);
  if (!input.dims || area === 0) throw step.unbounded();
  const channels = Math.floor((input.dims[1] ?? 0) / area);
  return [shaped(input.type, [input.dims[0] ?? 1, channels, ...image], input.exact)];
}

function centreCropped(step: Step): Known[] {
  const input = step.input(0);
  const sizes = sizesOf(step, 1);
  if (!input.dims) throw step.unbounded();
  const dims = [...input.dims];
  const axes = step.ints('axes') ?? dims.map((_, i) => i);
  axes.forEach((value, i) => (dims[step.axis(value, dims.length)] = sizes[i] ?? 0));
  return [shaped(input.type, dims, input.exact)];
}

/** Operators that make more out of less: how much must be known before the run. */
export const MAKING: Rules = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Range: range,
  Expand: expand,
  Tile: tile,
  Pad: pad,
  OneHot: oneHot,
  EyeLike: eyeLike,
  Col2Im: columnsToImage,
  CenterCropPad: centreCropped,
};
