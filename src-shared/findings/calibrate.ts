import type { Activation, Calibration } from './model-output.ts';

/**
 * Probabilities of a network's numbers for one place: activation and calibration together. `sigmoid` and `identity`: one a
 * label. `softmax`: sums to 1; where there is one number more than labels, the first is the background's and is not given
 * back (and isotonic curves then leave its share as it is).
 *
 * @param numbers logits (or, with `identity`, probabilities), in the order of the labels
 * @param labels ids, in the order of the network's output, the background not among them
 * @returns one probability a label, 0–1
 */
export function calibrated(
  numbers: ArrayLike<number>,
  labels: readonly string[],
  activation: Activation,
  calibration: Calibration,
): number[] {
  const raw = activation === 'softmax' ? softmax(numbers, calibration) : Array.from(numbers);
  const background = raw.length - labels.length;
  const own = raw.slice(background).map((value, i) => {
    if (activation !== 'sigmoid') return Math.min(1, Math.max(0, value));
    const temperature =
      calibration.method === 'temperature' ? calibration.labels?.[labels[i] as string]?.temperature : 1;
    return 1 / (1 + Math.exp(-value / (temperature ?? 1)));
  });
  if (calibration.method !== 'isotonic') return own;
  const curved = own.map((value, i) => {
    const curve = calibration.labels[labels[i] as string];
    return curve ? alongCurve(curve.x, curve.y, value) : value;
  });
  if (activation !== 'softmax') return curved;
  const total = curved.reduce((sum, value) => sum + value, background > 0 ? (raw[0] as number) : 0);
  // where no curve gives any of them a share, nobody knows (as scikit-learn's CalibratedClassifierCV has it)
  return curved.map((value) => (total > 0 ? value / total : 1 / raw.length));
}

function softmax(logits: ArrayLike<number>, calibration: Calibration): number[] {
  const temperature = calibration.method === 'temperature' ? (calibration.softmax?.temperature ?? 1) : 1;
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const highest = Math.max(...scaled);
  const powers = scaled.map((value) => Math.exp(value - highest));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

/** Straight between knots whose `x` rise, held beyond the ends (`numpy.interp`). */
export function alongCurve(x: readonly number[], y: readonly number[], value: number): number {
  const after = x.findIndex((knot) => knot > value);
  if (after === 0) return y[0] as number;
  if (after < 0) return y.at(-1) as number;
  const [x0, x1] = [x[after - 1] as number, x[after] as number];
  const [y0, y1] = [y[after - 1] as number, y[after] as number];
  return y0 + ((value - x0) / (x1 - x0)) * (y1 - y0);
}
