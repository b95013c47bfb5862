import type { Postprocess } from '../findings/model-output.ts';
import type { BinaryMask } from './binary-mask.ts';
import { largestComponents, withoutSmallComponents } from './components.ts';
import { fillHoles } from './fill-holes.ts';
import type { Grid } from './grid.ts';
import { smoothMask } from './morphology.ts';

/** Numbers of labels for every voxel: 0 background, `i + 1` label `i`. */
export interface LabelMask {
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: Uint8Array;
}

const DEFAULT_THRESHOLD = 0.5;

/**
 * Calibrated probabilities as labels: each label where it reaches its threshold (labels that exclude one another and have no
 * threshold of their own: where it is likelier than every other and than the background), then the manifest's steps in their
 * order; where two labels remain, the likelier one.
 *
 * @param probabilities one channel a label
 * @param exclusive the labels and the background share a sum of 1
 */
export function outline(
  probabilities: Grid,
  labels: readonly string[],
  steps: readonly Postprocess[],
  exclusive: boolean,
): LabelMask {
  const { slices, rows, columns, values } = probabilities;
  const size = slices * rows * columns;
  const own = labels.map((label, channel) => {
    const meant = steps.filter((step) => step.label === null || step.label === label);
    const first = begun(probabilities, channel, meant, exclusive);
    return meant.reduce(afterStep, { slices, rows, columns, values: first });
  });
  const [only] = own;
  if (only && own.length === 1) return only;
  const out = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    let best = -1;
    for (let channel = 0; channel < own.length; channel++) {
      if (!own[channel]?.values[i]) continue;
      if (best < 0 || (values[channel * size + i] as number) > (values[best * size + i] as number)) best = channel;
    }
    out[i] = best + 1;
  }
  return { slices, rows, columns, values: out };
}

function begun(
  { channels, slices, rows, columns, values }: Grid,
  channel: number,
  steps: readonly Postprocess[],
  exclusive: boolean,
): Uint8Array {
  const size = slices * rows * columns;
  const stated = steps.findLast((step) => step.step === 'threshold')?.value;
  const out = new Uint8Array(size);
  if (stated !== undefined || !exclusive) {
    // as the 32-bit numbers that probabilities are here: 0.7 that a network says reaches 0.7
    const threshold = Math.fround(stated ?? DEFAULT_THRESHOLD);
    const at = channel * size;
    for (let i = 0; i < size; i++) out[i] = (values[at + i] as number) >= threshold ? 1 : 0;
    return out;
  }
  for (let i = 0; i < size; i++) {
    const probability = values[channel * size + i] as number;
    let background = 1;
    let highest = true;
    for (let other = 0; other < channels; other++) {
      const rival = values[other * size + i] as number;
      background -= rival;
      // of equals the first label counts
      if (other !== channel && (rival > probability || (rival === probability && other < channel))) highest = false;
    }
    out[i] = highest && probability > background ? 1 : 0;
  }
  return out;
}

function afterStep(mask: BinaryMask, step: Postprocess): BinaryMask {
  switch (step.step) {
    case 'threshold':
      return mask;
    case 'largest-component':
      return largestComponents(mask, step.count, step.touch);
    case 'fill-holes':
      return fillHoles(mask);
    case 'smooth':
      return smoothMask(mask, step.radiusPx);
    case 'minimum-size':
      return withoutSmallComponents(mask, step.pixels);
  }
}
