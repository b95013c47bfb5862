/**
 * A chest film that nobody ever had: thorax, lungs, ribs, clavicles, heart, diaphragm and quantum noise, drawn by formula
 * with a fixed seed. 12-bit values, high is white (MONOCHROME2), row by row.
 */
export function drawChest(rows: number, columns: number): Uint16Array {
  const random = seeded(20_261_121);
  const film = new Uint16Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // x −1 (left edge of the film, the patient's right) to 1, y 0 (top) to 1
      const x = (2 * (column + 0.5)) / columns - 1;
      const y = (row + 0.5) / rows;
      const mean = 3600 * shade(x, y) + 120;
      // Poisson noise is Gaussian at these counts
      const noisy = mean + gaussian(random) * Math.sqrt(mean) * 1.1;
      film[row * columns + column] = Math.max(0, Math.min(4095, Math.round(noisy)));
    }
  }
  return film;
}

/** Brightness 0–1 of the noiseless film. */
function shade(x: number, y: number): number {
  const body = inside(x, y, 0, 0.62, 0.93, 0.66, 0.05);
  const shoulders = inside(x, y, 0, 0.2, 1.05, 0.17, 0.06);
  const neck = inside(x, y, 0, 0.05, 0.26, 0.16, 0.05);
  const flesh = Math.max(body, shoulders, neck);
  let value = 0.03 + 0.5 * flesh;

  const right = lung(x, y, -0.41, 0.83);
  const left = lung(x, y, 0.42, 0.87);
  const air = Math.max(right, left);
  value -= 0.33 * air;
  value += 0.07 * air * vessels(x, y);

  // mediastinum, heart to the patient's left, then the spine shining through: soft tissue fills, it does not add up
  const fill = (shape: number, level: number) => {
    value += shape * flesh * Math.max(0, level - value);
  };
  fill(band(x, 0.0, 0.14, 0.05), 0.6);
  fill(inside(x, y, -0.1, 0.4, 0.13, 0.14, 0.08), 0.58);
  fill(inside(x - 0.12 * (y - 0.62), y, 0.14, 0.63, 0.31, 0.165, 0.06), 0.66);
  value += 0.13 * band(x, 0.0, 0.085, 0.03) * flesh * (0.85 + 0.15 * Math.cos(y * 95));

  value += 0.075 * ribs(x, y) * flesh;
  value += 0.16 * clavicle(x, y);
  return Math.max(0, Math.min(1, value));
}

function lung(x: number, y: number, centre: number, bottom: number): number {
  const height = (y - 0.14) / (bottom - 0.14);
  if (height <= 0 || height >= 1.06) return 0;
  const width = 0.3 * Math.sqrt(Math.max(0, 1 - (1 - Math.min(1, height * 1.25)) ** 2)) + 0.015;
  const middle = centre * (0.72 + 0.34 * height);
  const floor = 0.93 - 0.16 * ((x - middle) / 0.3) ** 2 + 0.05;
  return smooth(width - Math.abs(x - middle), 0.035) * smooth(floor - height, 0.035);
}

/** Branching streaks that thin out towards the chest wall. */
function vessels(x: number, y: number): number {
  const side = x < 0 ? -1 : 1;
  const dx = Math.abs(x) - 0.16;
  const dy = y - 0.48;
  const distance = Math.hypot(dx, dy * 1.3);
  if (distance < 0.02) return 1;
  const angle = Math.atan2(dy * 1.3, dx);
  const branches =
    Math.cos(angle * 9 + side * 0.6 + 6 * distance) ** 8 + 0.6 * Math.cos(angle * 21 + 9 * distance) ** 10;
  return Math.max(0, branches * (1 - distance / 0.62));
}

/** Ten pairs of posterior ribs, sloping down and outwards, with brighter edges. */
function ribs(x: number, y: number): number {
  const across = Math.abs(x);
  if (across > 0.8 || across < 0.08) return 0;
  const arch = y - 0.13 - 0.1 * (across - 0.1) - 0.34 * Math.max(0, across - 0.45) ** 2;
  const phase = arch / 0.074;
  if (phase < 0 || phase > 10) return 0;
  const offset = Math.abs((phase % 1) - 0.5);
  const body = smooth(0.2 - offset, 0.07);
  const edge = Math.exp(-(((offset - 0.17) / 0.04) ** 2));
  return (0.75 * body + 0.45 * edge) * smooth(0.8 - across, 0.08);
}

function clavicle(x: number, y: number): number {
  const across = Math.abs(x);
  if (across < 0.07 || across > 0.72) return 0;
  const middle = 0.165 - 0.075 * Math.sin((across - 0.07) * 2.2);
  return smooth(0.017 - Math.abs(y - middle), 0.008) * smooth(across - 0.07, 0.03) * smooth(0.72 - across, 0.05);
}

/** 1 inside an ellipse, 0 outside, with a soft edge of the given width (in units of its radii). */
function inside(x: number, y: number, cx: number, cy: number, rx: number, ry: number, edge: number): number {
  return smooth(1 - Math.hypot((x - cx) / rx, (y - cy) / ry), edge);
}

function band(x: number, centre: number, half: number, edge: number): number {
  return smooth(half - Math.abs(x - centre), edge);
}

/** 0 below −edge, 1 above edge, smooth between. */
function smooth(value: number, edge: number): number {
  const t = Math.max(0, Math.min(1, (value + edge) / (2 * edge)));
  return t * t * (3 - 2 * t);
}

/** Mulberry32: small, seeded, good enough for grain. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
