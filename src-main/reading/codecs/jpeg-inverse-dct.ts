/** Zigzag order (ITU-T T.81 figure A.6): the natural place of each coefficient in its coded order. */
export const ZIGZAG: readonly number[] = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];

/** Bits behind the point of the constants, and of the values between the passes at 12 bits a sample. */
const CONST_BITS = 13;
const PASS1_BITS = 1;
const CENTRE = 2048;
const WHITE = 4095;

/**
 * Dequantises and transforms one block back to samples 0 … 4095, with the arithmetic of the Independent JPEG Group's
 * accurate integer transform (jidctint.c; Loeffler, Ligtenberg, Moschytz 1989), so that its results are met exactly.
 *
 * @param coefficients block of 64 in natural order from `at` on
 * @param steps quantisation steps in natural order
 * @param out 64 samples, row by row
 */
export function inverseDct(coefficients: Int16Array, at: number, steps: Int32Array, out: Int32Array): void {
  for (let i = 0; i < 64; i++) out[i] = Math.imul(coefficients[at + i] as number, steps[i] as number);
  for (let column = 0; column < 8; column++) pass(out, column, 8, CONST_BITS - PASS1_BITS);
  for (let row = 0; row < 8; row++) pass(out, row * 8, 1, CONST_BITS + PASS1_BITS + 3);
  for (let i = 0; i < 64; i++) out[i] = Math.min(WHITE, Math.max(0, (out[i] as number) + CENTRE));
}

/** One row or column in place; `shift` takes the constants' bits away, rounding. */
function pass(v: Int32Array, at: number, step: number, shift: number): void {
  const half = 1 << (shift - 1);
  const i0 = v[at]!;
  const i1 = v[at + step]!;
  const i2 = v[at + 2 * step]!;
  const i3 = v[at + 3 * step]!;
  const i4 = v[at + 4 * step]!;
  const i5 = v[at + 5 * step]!;
  const i6 = v[at + 6 * step]!;
  const i7 = v[at + 7 * step]!;

  const even = Math.imul(i2 + i6, 4433);
  const e2 = even - Math.imul(i6, 15137);
  const e3 = even + Math.imul(i2, 6270);
  const e0 = (i0 + i4) << CONST_BITS;
  const e1 = (i0 - i4) << CONST_BITS;

  const z1 = Math.imul(i7 + i1, -7373);
  const z2 = Math.imul(i5 + i3, -20995);
  const z5 = Math.imul(i7 + i3 + i5 + i1, 9633);
  const z3 = Math.imul(i7 + i3, -16069) + z5;
  const z4 = Math.imul(i5 + i1, -3196) + z5;
  const o0 = Math.imul(i7, 2446) + z1 + z3;
  const o1 = Math.imul(i5, 16819) + z2 + z4;
  const o2 = Math.imul(i3, 25172) + z2 + z3;
  const o3 = Math.imul(i1, 12299) + z1 + z4;

  v[at] = (e0 + e3 + o3 + half) >> shift;
  v[at + 7 * step] = (e0 + e3 - o3 + half) >> shift;
  v[at + step] = (e1 + e2 + o2 + half) >> shift;
  v[at + 6 * step] = (e1 + e2 - o2 + half) >> shift;
  v[at + 2 * step] = (e1 - e2 + o1 + half) >> shift;
  v[at + 5 * step] = (e1 - e2 - o1 + half) >> shift;
  v[at + 3 * step] = (e0 - e3 + o0 + half) >> shift;
  v[at + 4 * step] = (e0 - e3 - o0 + half) >> shift;
}
