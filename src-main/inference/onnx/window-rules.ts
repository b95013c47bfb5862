import { TYPE, heldBytes } from './model.ts';
import { formless, retyped, shaped, type Known, type Step } from './known.ts';
import type { Rules } from './rules.ts';
import { corrupt } from './wire.ts';

/** How a window moves along the sides of a picture, side by side. */
interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Pixels added before and behind each side. */
  readonly before: readonly number[];
  readonly behind: readonly number[];
  readonly auto: string;
}

function windowOf(step: Step, kernel: readonly number[]): Window {
  const filled = (name: string, value: number) => {
    const given = step.ints(name) ?? [];
    return kernel.map((_, i) => given[i] ?? value);
  };
  const pads = step.ints('pads') ?? [];
  const strides = filled('strides', 1);
  const dilations = filled('dilations', 1);
  if ([...kernel, ...strides, ...dilations].some((size) => size < 1)) throw corrupt(step.node.op);
  return {
    kernel,
    strides,
    dilations,
    before: kernel.map((_, i) => pads[i] ?? 0),
    behind: kernel.map((_, i) => pads[i + kernel.length] ?? 0),
    auto: step.text('auto_pad', 'NOTSET'),
  };
}

/** Length of a side after a window moved along it (ONNX Conv and MaxPool; with `ceil` as PyTorch rounds). */
function slid(length: number, i: number, window: Window, ceil: boolean): number {
  const stride = window.strides[i] as number;
  const span = ((window.kernel[i] as number) - 1) * (window.dilations[i] as number) + 1;
  if (window.auto.startsWith('SAME')) return Math.ceil(length / stride);
  const padded = length + (window.auto === 'VALID' ? 0 : (window.before[i] as number) + (window.behind[i] as number));
  const steps = (padded - span) / stride;
  // a window that is too large by less than a step is still put once: the runtime divides whole numbers
  let out = (ceil ? Math.ceil(steps) : Math.trunc(steps)) + 1;
  // a window that would begin in the padding behind is left out
  if (ceil && (out - 1) * stride >= length + (window.before[i] as number)) out -= 1;
  return Math.max(0, out);
}

/** The sides of a picture [batch, channels, …sides]. Errors: `onnx-corrupt` where it has none. */
function sidesOf(value: Known, op: string): { batch: number; channels: number; sides: readonly number[] } | null {
  if (!value.dims) return null;
  const [batch, channels, ...sides] = value.dims;
  if (batch === undefined || channels === undefined) throw corrupt(op);
  return { batch, channels, sides };
}

const PIECEWISE = new Set(['Conv', 'FusedConv']);
/** Numbers of half precision become whole floats for it. */
const REAL = new Set<number>([TYPE.FLOAT, TYPE.FLOAT16]);

/** Numbers of a matrix that has, for every place where a window is put, all that it sees there. */
const unrolled = (channels: number, kernel: readonly number[], places: readonly number[]) =>
  [channels, ...kernel, ...places].reduce((product, length) => product * length, 1);

const convolution =
  (weights: number, type?: (step: Step) => number) =>
  (step: Step): Known[] => {
    const input = step.input(0);
    const shape = step.input(weights).dims;
    const picture = sidesOf(input, step.node.op);
    if (!picture || !shape) throw step.unbounded();
    const [made, , ...kernel] = shape;
    if (made === undefined || kernel.length !== picture.sides.length) throw corrupt(step.node.op);
    const window = windowOf(step, kernel);
    const sides = picture.sides.map((length, i) => slid(length, i, window, false));
    // the runtime's own way goes through a picture piece by piece; any other lays all that the window sees side by side
    const piecewise = PIECEWISE.has(step.node.op) && REAL.has(input.type) && kernel.length <= 3;
    if (!piecewise) step.works(unrolled(picture.channels, kernel, sides) * heldBytes(input.type));
    return [shaped(type?.(step) ?? input.type, [picture.batch, made, ...sides], input.exact)];
  };

/** ConvTranspose: as long as `output_shape` says, else stride × (length − 1) + what the window covers − padding. */
function transposed(step: Step): Known[] {
  const input = step.input(0);
  const shape = step.input(1).dims;
  const picture = sidesOf(input, step.node.op);
  if (!picture || !shape) throw step.unbounded();
  const [, perGroup, ...kernel] = shape;
  if (perGroup === undefined || kernel.length !== picture.sides.length) throw corrupt(step.node.op);
  const window = windowOf(step, kernel);
  const said = step.ints('output_shape');
  const added = step.ints('output_padding') ?? [];
  const sides = picture.sides.map((length, i) => {
    const stride = window.strides[i] as number;
    if (said) return said[said.length - picture.sides.length + i] ?? 0;
    const span = ((window.kernel[i] as number) - 1) * (window.dilations[i] as number) + 1;
    const whole = stride * (length - 1) + (added[i] ?? 0) + span;
    if (window.auto.startsWith('SAME')) return Math.min(whole, length * stride);
    const cut = window.auto === 'VALID' ? 0 : (window.before[i] as number) + (window.behind[i] as number);
    return Math.max(0, whole - cut);
  });
  const groups = step.int('group', 1);
  if (groups < 1) throw corrupt(step.node.op);
  const channels = perGroup * groups;
  step.works(unrolled(perGroup, kernel, picture.sides) * heldBytes(input.type));
  return [shaped(input.type, [picture.batch, channels, ...sides], input.exact)];
}

function pooled(step: Step): Known[] {
  const input = step.input(0);
  const picture = sidesOf(input, step.node.op);
  if (!picture) throw step.unbounded();
  const kernel = step.ints('kernel_shape') ?? [];
  if (kernel.length !== picture.sides.length) throw corrupt(step.node.op);
  const window = windowOf(step, kernel);
  const ceil = step.int('ceil_mode', 0) !== 0;
  const sides = picture.sides.map((length, i) => slid(length, i, window, ceil));
  const known = shaped(input.type, [picture.batch, picture.channels, ...sides], input.exact);
  return [known, retyped(known, TYPE.INT64)];
}

function pooledWhole(step: Step): Known[] {
  const input = step.input(0);
  const picture = sidesOf(input, step.node.op);
  // of a picture without a pixel there is still one number a channel
  if (!picture) throw step.unbounded();
  return [shaped(input.type, [picture.batch, picture.channels, ...picture.sides.map(() => 1)], input.exact)];
}

function unpooled(step: Step): Known[] {
  const input = step.input(0);
  const said = step.numbers(2);
  if (said) return [shaped(input.type, said)];
  const picture = sidesOf(input, step.node.op);
  const kernel = step.ints('kernel_shape') ?? [];
  if (!picture || step.has(2) || kernel.length !== picture.sides.length) throw step.unbounded();
  const window = windowOf(step, kernel);
  const sides = picture.sides.map((length, i) =>
    Math.max(
      0,
      (length - 1) * (window.strides[i] as number) +
        (kernel[i] as number) -
        (window.before[i] as number) -
        (window.behind[i] as number),
    ),
  );
  return [shaped(input.type, [picture.batch, picture.channels, ...sides], input.exact)];
}

/** Resize and Upsample: by `sizes`, else by `scales`, on all axes or on those named. */
function resized(step: Step): Known[] {
  const input = step.input(0);
  if (!input.dims) throw step.unbounded();
  const older = step.node.op === 'Upsample' || step.opset < 11;
  const sizes = older ? null : step.numbers(3);
  const scales = sizes?.length ? null : (step.floats('scales') ?? step.numbers(older ? 1 : 2));
  const axes = step.ints('axes') ?? input.dims.map((_, i) => i);
  const given = sizes?.length ? sizes : scales;
  if (given?.length !== axes.length) throw step.unbounded();
  const dims = [...input.dims];
  // with its shape kept a picture gets sides that are none of these
  if (step.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch') throw step.unbounded();
  axes.forEach((value, i) => {
    const axis = step.axis(value, dims.length);
    // scales are multiplied as the runtime does it, in 32 bits
    const scaled = Math.floor(Math.fround(Math.fround(dims[axis] as number) * (given[i] as number)));
    const length = sizes?.length ? (given[i] as number) : scaled;
    if (!(length >= 0)) throw corrupt(step.node.op);
    dims[axis] = length;
  });
  return [shaped(input.type, dims, input.exact)];
}

/** Pixels moved from channels into the picture, or back. */
const shuffled =
  (into: boolean) =>
  (step: Step): Known[] => {
    const input = step.input(0);
    const block = step.int('blocksize', 1);
    const picture = sidesOf(input, step.node.op);
    if (!picture) return [formless(input.type, input.elements)];
    if (block < 1) throw corrupt(step.node.op);
    const channels = into ? Math.floor(picture.channels / block ** 2) : picture.channels * block ** 2;
    const sides = picture.sides.map((length) => (into ? length * block : Math.floor(length / block)));
    return [shaped(input.type, [picture.batch, channels, ...sides], input.exact)];
  };

function sampled(step: Step): Known[] {
  const [input, grid] = [step.input(0), step.input(1)];
  const picture = sidesOf(input, step.node.op);
  if (!picture || !grid.dims) throw step.unbounded();
  const dims = [picture.batch, picture.channels, ...grid.dims.slice(1, -1)];
  return [shaped(input.type, dims, input.exact && grid.exact)];
}

function affineGrid(step: Step): Known[] {
  const size = step.numbers(1);
  if (!size || size.length < 3) throw step.unbounded();
  return [shaped(step.input(0).type, [size[0] as number, ...size.slice(2), size.length - 2])];
}

/** Of a sample of a box: four places and their weights, for the boxes that are looked at at once. */
const BYTES_A_SAMPLE = 48 * 16;

function regions(step: Step): Known[] {
  const [input, boxes] = [step.input(0), step.input(1)];
  const picture = sidesOf(input, step.node.op);
  if (!picture || !boxes.dims) throw step.unbounded();
  const [height, width] = [step.int('output_height', 1), step.int('output_width', 1)];
  const samples = step.int('sampling_ratio', 0);
  // without a number it takes as many samples as a box is long, which nobody knows
  if (samples < 1) throw step.unbounded();
  step.works(BYTES_A_SAMPLE * samples ** 2 * height * width);
  const dims = [boxes.dims[0] ?? 0, picture.channels, height, width];
  return [shaped(input.type, dims, boxes.exact)];
}

/** Operators that move a window over a picture or give it another size. Layout: [batch, channels, …sides]. */
export const WINDOWS: Rules = {
  Conv: convolution(1),
  ConvInteger: convolution(1, () => TYPE.INT32),
  QLinearConv: convolution(3, (step) => step.input(7).type),
  DeformConv: convolution(1),
  ConvTranspose: transposed,
  AveragePool: pooled,
  MaxPool: pooled,
  LpPool: pooled,
  GlobalAveragePool: pooledWhole,
  GlobalMaxPool: pooledWhole,
  GlobalLpPool: pooledWhole,
  MaxUnpool: unpooled,
  Resize: resized,
  Upsample: resized,
  DepthToSpace: shuffled(true),
  SpaceToDepth: shuffled(false),
  GridSample: sampled,
  AffineGrid: affineGrid,
  RoiAlign: regions,
};
