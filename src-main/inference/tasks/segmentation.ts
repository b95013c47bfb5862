import { alongCurve } from '../../../src-shared/findings/calibrate.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import type { ModelOutput } from '../../../src-shared/findings/model-output.ts';
import type { AnalysisResult, Segment } from '../../../src-shared/findings/result.ts';
import { determinant, pixelArea } from '../../../src-shared/imaging/affine.ts';
import { newGrid, type Grid } from '../../../src-shared/pixels/grid.ts';
import { outline, type LabelMask } from '../../../src-shared/pixels/outline.ts';
import type { Prepared } from '../../../src-shared/pixels/prepare.ts';
import { returnToSource } from '../../../src-shared/pixels/return-to-source.ts';
import type { Answer } from '../ask-network.ts';
import type { Place } from '../made-pictures.ts';

type MaskOutput = Extract<ModelOutput, { kind: 'mask' }>;
type Size = Omit<Grid, 'values' | 'channels'>;

const INTERVAL = [0.25, 0.75] as const;

/** The manifest's mask output. */
export function maskOutputOf({ outputs }: ModelManifest): MaskOutput {
  return outputs.find((output) => output.kind === 'mask') as MaskOutput;
}

/**
 * Calibrated probabilities of every label on the source's own grid, the mean over the answers. What the network did not see
 * is 0.
 *
 * @returns one channel a label
 */
export function probabilitiesOnSource(
  answers: readonly Answer[],
  manifest: ModelManifest,
  { grid, placement }: Prepared,
  source: Size,
): Grid {
  const output = maskOutputOf(manifest);
  const [sum, ...others] = answers.map(({ grids }) =>
    maskProbabilities(grids[output.name] as Grid, output, manifest.calibration),
  ) as [Grid, ...Grid[]];
  const { values } = sum;
  for (const other of others) {
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) + (other.values[i] as number);
  }
  if (answers.length > 1) for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / answers.length;
  return returnToSource(sum, grid, placement, source, () => 0);
}

/** A mask output's numbers as calibrated probabilities, one channel a label (the background's is left out). */
export function maskProbabilities(
  raw: Grid,
  { activation, labels }: MaskOutput,
  calibration: ModelManifest['calibration'],
): Grid {
  const size = raw.values.length / raw.channels;
  const background = raw.channels - labels.length;
  const out = newGrid(labels.length, raw.slices, raw.rows, raw.columns);
  if (activation === 'softmax') {
    softmaxInto(out.values, raw, size, background, calibration);
    if (calibration.method === 'isotonic') curvedShares(out.values, labels, size, calibration.labels);
    return out;
  }
  labels.forEach(({ id }, channel) => {
    const own = out.values.subarray(channel * size, (channel + 1) * size);
    const given = raw.values.subarray((channel + background) * size, (channel + background + 1) * size);
    const temperature = calibration.method === 'temperature' ? (calibration.labels?.[id]?.temperature ?? 1) : 1;
    const curve = calibration.method === 'isotonic' ? calibration.labels[id] : undefined;
    if (curve) {
      const value = valueOf(activation === 'sigmoid', given);
      for (let i = 0; i < size; i++) own[i] = alongCurve(curve.x, curve.y, value(i));
    } else if (activation === 'sigmoid') {
      sigmoids(given, temperature, own);
    } else {
      for (let i = 0; i < size; i++) own[i] = Math.min(1, Math.max(0, given[i] as number));
    }
  });
  return out;
}

/** A loop in a function of its own, which is compiled once and not for every label anew. */
function sigmoids(given: Float32Array, temperature: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = 1 / (1 + Math.exp(-(given[i] as number) / temperature));
}

/** What a curve is followed at: the network's own probability, not rounded to float32 on the way. */
function valueOf(sigmoid: boolean, given: Float32Array) {
  if (sigmoid) return (i: number) => 1 / (1 + Math.exp(-(given[i] as number)));
  return (i: number) => Math.min(1, Math.max(0, given[i] as number));
}

/** Follows each label's curve; then labels and background, which keeps its share, are scaled to a sum of 1. */
function curvedShares(
  out: Float32Array,
  labels: MaskOutput['labels'],
  size: number,
  curves: Extract<ModelManifest['calibration'], { method: 'isotonic' }>['labels'],
): void {
  const own = labels.map(({ id }) => curves[id]);
  const curved = new Float64Array(labels.length);
  for (let i = 0; i < size; i++) {
    let total = 1;
    for (let channel = 0; channel < labels.length; channel++) {
      const value = out[channel * size + i] as number;
      const curve = own[channel];
      curved[channel] = curve ? alongCurve(curve.x, curve.y, value) : value;
      total += (curved[channel] as number) - value;
    }
    for (let channel = 0; channel < labels.length; channel++) {
      // where nothing has a share nobody knows, as of whole pictures
      out[channel * size + i] = total > 0 ? (curved[channel] as number) / total : 1 / (labels.length + 1);
    }
  }
}

function softmaxInto(
  out: Float32Array,
  { values, channels }: Grid,
  size: number,
  background: number,
  calibration: ModelManifest['calibration'],
): void {
  const temperature = calibration.method === 'temperature' ? (calibration.softmax?.temperature ?? 1) : 1;
  const powers = new Float64Array(channels);
  for (let i = 0; i < size; i++) {
    let highest = -Infinity;
    for (let channel = 0; channel < channels; channel++) {
      highest = Math.max(highest, (values[channel * size + i] as number) / temperature);
    }
    let total = 0;
    for (let channel = 0; channel < channels; channel++) {
      const power = Math.exp((values[channel * size + i] as number) / temperature - highest);
      powers[channel] = power;
      total += power;
    }
    for (let channel = background; channel < channels; channel++) {
      out[(channel - background) * size + i] = (powers[channel] as number) / total;
    }
  }
}

/**
 * The labels' places by the manifest's threshold and steps. They exclude one another where the network answers the background
 * beside them.
 * @param answer any of the answers from which the probabilities were made
 */
export function outlineOf(probabilities: Grid, manifest: ModelManifest, { grids }: Answer): LabelMask {
  const { name, labels } = maskOutputOf(manifest);
  const ids = labels.map(({ id }) => id);
  const exclusive = (grids[name] as Grid).channels > labels.length;
  return outline(probabilities, ids, manifest.postprocess, exclusive);
}

/**
 * What is said of every label: how many pixels it has, its area or volume where the spacing is known, the same between the
 * manifest's outer probability levels (within the same parts of the picture there is no telling which pixels are right, so
 * the levels are of the whole picture), and its mean probability.
 *
 * @param place what a pixel and a voxel measure: by the affine, whose axes may be slanted (a tilted gantry), else by the spacing
 * @param scaled of a single picture, 1 for each pixel where that holds; null: everywhere. A label that reaches beyond has no area in mm²
 */
export function segmentsOf(
  probabilities: Grid,
  mask: LabelMask,
  manifest: ModelManifest,
  { affine, spacingMm }: Place,
  scaled: Uint8Array | null = null,
): Segment[] {
  const output = maskOutputOf(manifest);
  const [low, high] = (output.interval ?? INTERVAL).map(Math.fround) as [number, number];
  const size = mask.values.length;
  const volume = mask.slices > 1;
  const mm2 = spacingMm && (affine ? pixelArea(affine) : spacingMm[1] * spacingMm[2]);
  const mm3 =
    volume && spacingMm ? (affine ? Math.abs(determinant(affine)) : spacingMm[0] * spacingMm[1] * spacingMm[2]) : null;
  const [largest, inLargest] =
    volume && mm3 !== null
      ? (['mm3', mm3] as const)
      : !volume && mm2 !== null
        ? (['mm2', mm2] as const)
        : (['px', 1] as const);
  return output.labels.map(({ id }, channel) => {
    const own = probabilities.values.subarray(channel * size, (channel + 1) * size);
    const [areaPx, sum, wide, narrow] = countsOf(own, mask.values, channel + 1, low, high) as unknown as Counts;
    const beyond = scaled !== null && mask.values.some((number, i) => number === channel + 1 && !scaled[i]);
    const [unit, each] = beyond ? (['px', 1] as const) : [largest, inLargest];
    return {
      label: id,
      areaPx,
      areaMm2: volume || mm2 === null || beyond ? null : areaPx * mm2,
      volumeMm3: mm3 === null ? null : areaPx * mm3,
      // steps after the threshold may leave less, or more, than the levels alone; numbers of labels have no levels
      interval:
        output.activation === 'index'
          ? null
          : { unit, low: Math.min(narrow, areaPx) * each, high: Math.max(wide, areaPx) * each },
      confidence: areaPx === 0 || manifest.calibration.method === 'none' ? null : Math.min(1, sum / areaPx),
    };
  });
}

/** One slice of a grid, all channels. */
export function frameOf({ channels, slices, rows, columns, values }: Grid, frame: number): Grid {
  const plane = rows * columns;
  const own = newGrid(channels, 1, rows, columns);
  for (let channel = 0; channel < channels; channel++) {
    const at = (channel * slices + frame) * plane;
    own.values.set(values.subarray(at, at + plane), channel * plane);
  }
  return own;
}

/**
 * {@link segmentsOf} of frames one after the other in time, which have no place beside each other: of every label the numbers of the
 * frame in which it is largest, and how many pixels it has in each.
 *
 * @param mm2 what a pixel of every frame measures; null: nobody knows, or not the same in all
 * @param scaled as there, the same for all frames
 */
export function segmentsByFrame(
  probabilities: Grid,
  mask: LabelMask,
  manifest: ModelManifest,
  mm2: number | null,
  scaled: Uint8Array | null,
): Segment[] {
  const { labels } = maskOutputOf(manifest);
  const plane = mask.rows * mask.columns;
  const frames = Array.from({ length: mask.slices }, (_, frame) => {
    const own = frameOf(probabilities, frame);
    const one = { ...mask, slices: 1, values: mask.values.subarray(frame * plane, (frame + 1) * plane) };
    return segmentsOf(own, one, manifest, { affine: null, spacingMm: mm2 === null ? null : [1, 1, mm2] }, scaled);
  });
  return labels.map((_, channel) => {
    const each = frames.map((segments) => segments[channel] as Segment);
    const areasPx = each.map(({ areaPx }) => areaPx);
    const largest = areasPx.indexOf(areasPx.reduce((most, area) => Math.max(most, area), 0));
    return { ...(each[largest] as Segment), byFrame: { areasPx, largest } };
  });
}

/** Pixels of a label, the sum of their probabilities, and pixels of at least the low and at least the high probability. */
type Counts = readonly [areaPx: number, sum: number, wide: number, narrow: number];

/**
 * Counts a label's pixels; see {@link Counts}. A function of its own, and not within the one that makes the segments: where V8
 * 13.0 compiles that long loop while it runs, the objects made behind it have been seen to share one place for their numbers,
 * so that one label was told another's volume (one result in several hundred, under load).
 */
function countsOf(
  probabilities: Float32Array,
  mask: Uint8Array,
  number: number,
  low: number,
  high: number,
): Float64Array {
  let areaPx = 0;
  let sum = 0;
  let wide = 0;
  let narrow = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const value = probabilities[i] as number;
    if (value >= low) wide++;
    if (value >= high) narrow++;
    if (mask[i] !== number) continue;
    areaPx++;
    sum += value;
  }
  return Float64Array.of(areaPx, sum, wide, narrow);
}

/** For each label the smallest and the largest share of the picture that an answer gives it; what fills the input is no part of it. */
export function spreadOfAnswers(
  answers: readonly Answer[],
  manifest: ModelManifest,
  prepared: Prepared,
  source: Size,
): AnalysisResult['uncertainty'] | undefined {
  if (answers.length < 2) return undefined;
  const output = maskOutputOf(manifest);
  const shares = answers.map((answer) => {
    const { values, channels } = probabilitiesOnSource([answer], manifest, prepared, source);
    const size = values.length / channels;
    return output.labels.map((_, i) => values.subarray(i * size, (i + 1) * size).reduce((sum, v) => sum + v, 0) / size);
  });
  const ends = output.labels.map(({ id }, i): [string, { low: number; high: number }] => {
    const own = shares.map((each) => Math.min(1, each[i] as number));
    return [id, { low: Math.min(...own), high: Math.max(...own) }];
  });
  return { method: 'flip', answers: answers.length, labels: Object.fromEntries(ends) };
}
