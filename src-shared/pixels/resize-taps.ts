/** For each output position along an axis: where its first input lies, and the weights of it and of those that follow. */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `stride` entries an output; they sum to 1. */
  readonly weights: Float64Array;
  readonly stride: number;
}

/**
 * How numbers between grid points come about. `nearest`: torch's nearest-exact. `linear`: straight between the two nearest,
 * ends held, no anti-aliasing (torch's bilinear and trilinear). `area`: the mean of all inputs that an output touches (torch's
 * adaptive average pooling). `triangle-antialias` and `lanczos`: Pillow's BILINEAR and LANCZOS, the filter widened by the scale
 * when shrinking, weights normalised at the borders.
 */
export type ResizeMethod = 'nearest' | 'linear' | 'area' | 'triangle-antialias' | 'lanczos';

const LANCZOS_LOBES = 3;

/** Slices of a volume and the films of a batch are mostly of one size: what was asked for last stands last. */
const kept = new Map<string, Taps>();
const MOST_KEPT = 16;
/** Weights beyond are made again. */
const MOST_WEIGHTS = 2 ** 15;

/**
 * Weights along one axis, half-pixel centres: output `i` lies at `(i + 0.5) * scale - 0.5`. Those of the last few sizes are kept
 * and given to everybody who asks: not to be changed.
 *
 * @param scale inputs an output; by default such that the two cover the same length
 */
export function tapsOf(method: ResizeMethod, size: number, outSize: number, scale = size / outSize): Taps {
  const key = `${method} ${size} ${outSize} ${scale}`;
  const taps = kept.get(key) ?? made(method, size, outSize, scale);
  if (taps.weights.length > MOST_WEIGHTS) return taps;
  kept.delete(key);
  kept.set(key, taps);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return taps;
}

function made(method: ResizeMethod, size: number, outSize: number, scale: number): Taps {
  switch (method) {
    case 'nearest':
      return ranges(outSize, (i) => [nearest(i, size, scale), nearest(i, size, scale) + 1]);
    case 'linear':
      return linearTaps(size, outSize, scale);
    case 'area': {
      // a whole number that is multiplied first and divided last stays one: 49 × (2 / 98) is a little more than 1
      const at = scale === size / outSize ? (i: number) => (i * size) / outSize : (i: number) => i * scale;
      return ranges(outSize, (i) => {
        const from = Math.min(size - 1, Math.floor(at(i)));
        return [from, Math.min(size, Math.max(from + 1, Math.ceil(at(i + 1))))];
      });
    }
    case 'triangle-antialias':
      return kernelTaps(size, outSize, scale, 1, (x) => Math.max(0, 1 - Math.abs(x)));
    case 'lanczos':
      return kernelTaps(size, outSize, scale, LANCZOS_LOBES, lanczos);
  }
}

/** In 32 bits, as torch reckons: where an output lies on the border of two inputs, the rounding decides which is taken. */
function nearest(i: number, size: number, scale: number): number {
  return Math.min(size - 1, Math.floor(Math.fround((i + 0.5) * Math.fround(scale))));
}

function ranges(outSize: number, rangeOf: (i: number) => [from: number, to: number]): Taps {
  const found = Array.from({ length: outSize }, (_, i) => rangeOf(i));
  const stride = found.reduce((most, [from, to]) => Math.max(most, to - from), 1);
  const weights = new Float64Array(outSize * stride);
  found.forEach(([from, to], i) => weights.fill(1 / (to - from), i * stride, i * stride + to - from));
  return {
    first: Int32Array.from(found, ([from]) => from),
    count: Int32Array.from(found, ([from, to]) => to - from),
    weights,
    stride,
  };
}

function linearTaps(size: number, outSize: number, scale: number): Taps {
  const first = new Int32Array(outSize);
  const count = new Int32Array(outSize);
  const weights = new Float64Array(outSize * 2);
  for (let i = 0; i < outSize; i++) {
    const at = Math.min(size - 1, Math.max(0, (i + 0.5) * scale - 0.5));
    const low = Math.floor(at);
    first[i] = low;
    count[i] = low + 1 < size ? 2 : 1;
    weights[2 * i] = low + 1 < size ? 1 - (at - low) : 1;
    weights[2 * i + 1] = at - low;
  }
  return { first, count, weights, stride: 2 };
}

function kernelTaps(size: number, outSize: number, scale: number, reach: number, kernel: (x: number) => number): Taps {
  const widened = Math.max(1, scale);
  const support = reach * widened;
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outSize);
  const count = new Int32Array(outSize);
  const weights = new Float64Array(outSize * stride);
  for (let out = 0; out < outSize; out++) {
    const center = (out + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const to = Math.min(size, Math.trunc(center + support + 0.5));
    let total = 0;
    for (let i = from; i < to; i++) {
      const weight = kernel((i - center + 0.5) / widened);
      weights[out * stride + i - from] = weight;
      total += weight;
    }
    for (let i = 0; i < to - from; i++) weights[out * stride + i] = (weights[out * stride + i] as number) / total;
    first[out] = from;
    count[out] = to - from;
  }
  return { first, count, weights, stride };
}

function lanczos(x: number): number {
  if (x <= -LANCZOS_LOBES || x >= LANCZOS_LOBES) return 0;
  return sinc(x) * sinc(x / LANCZOS_LOBES);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
