const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** IEEE 754 binary16 of each number: rounded to the nearest, halves to even; beyond 65504 infinite. */
export function halfBits(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, halfOf);
}

/** The numbers that binary16 stands for; exact. */
export function halfNumbers(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, numberOf);
}

function halfOf(value: number): number {
  float[0] = value;
  const all = bits[0] as number;
  const sign = (all >>> 16) & 0x8000;
  const magnitude = all & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00;
  // 65520 is the first that rounds to infinity
  if (magnitude >= 0x477f_f000) return sign | 0x7c00;
  if (magnitude >= 0x3880_0000) {
    const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return sign | ((rounded - 0x3800_0000) >>> 13);
  }
  // below the smallest normal number: multiples of 2^-24
  const steps = Math.abs(float[0]) * 2 ** 24;
  const whole = Math.floor(steps);
  const rest = steps - whole;
  return sign | (rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole);
}

function numberOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
