import type { Body } from './bodies.ts';

/**
 * A head in T1-like grey values: after the ellipsoids of Shepp and Logan (1974) in the three-dimensional form of Kak and
 * Slaney (1988), enlarged to a head, with ventricles, basal ganglia and one ball of 12 mm in the left half as the lesion to be
 * found and measured. Values 0–4095, air 0.
 */
export const HEAD: readonly Body[] = [
  // scalp, skull, brain's surroundings
  { centre: [0, 4, 0], radii: [80, 100, 92], value: 900 },
  { centre: [0, 4, 0], radii: [75, 95, 87], value: 90 },
  { centre: [0, 4, 0], radii: [69, 89, 81], value: 180 },
  // grey and white matter
  { centre: [0, 3, 0], radii: [67, 86, 78], value: 480 },
  { centre: [-31, 3, 4], radii: [29, 71, 60], turn: 3, value: 720 },
  { centre: [31, 3, 4], radii: [29, 71, 60], turn: -3, value: 720 },
  { centre: [0, 8, -6], radii: [20, 34, 16], value: 700 },
  // cortex that folds inwards
  { centre: [-53, -8, 8], radii: [14, 4, 40], turn: 12, value: 470 },
  { centre: [53, -8, 8], radii: [14, 4, 40], turn: -12, value: 470 },
  { centre: [0, -58, 20], radii: [2.5, 22, 44], value: 300 },
  { centre: [0, 64, 14], radii: [2.5, 22, 40], value: 300 },
  // deep grey matter
  { centre: [-14, -6, 2], radii: [6, 15, 10], turn: -18, value: 560 },
  { centre: [14, -6, 2], radii: [6, 15, 10], turn: 18, value: 560 },
  { centre: [-11, 18, 0], radii: [8, 11, 9], turn: 20, value: 545 },
  { centre: [11, 18, 0], radii: [8, 11, 9], turn: -20, value: 545 },
  // ventricles
  { centre: [-9, -14, 14], radii: [4, 20, 8], turn: 14, value: 190 },
  { centre: [9, -14, 14], radii: [4, 20, 8], turn: -14, value: 190 },
  { centre: [-16, 34, 10], radii: [5, 18, 8], turn: -22, value: 190 },
  { centre: [16, 34, 10], radii: [5, 18, 8], turn: 22, value: 190 },
  { centre: [0, 8, 0], radii: [1.8, 12, 9], value: 190 },
  // cerebellum and brain stem
  { centre: [0, 52, -48], radii: [44, 26, 22], value: 590 },
  { centre: [0, 20, -46], radii: [11, 12, 34], value: 680 },
  // the lesion
  { centre: [32, -26, 20], radii: [6, 6, 6], value: 1050 },
];
