/**
 * A colour as Recommended Display CIELab Value (PS3.3 C.10.7.1.1): L* 0–100 as 0–65,535, a* and b* −128–127 as 0–65,535.
 * sRGB (IEC 61966-2-1) to CIE XYZ, white D50 by Bradford's adaptation, as ICC profiles have it.
 *
 * @param colour `#rrggbb`
 */
export function labColour(colour: string): [number, number, number] {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const x = 0.4360747 * red + 0.3850649 * green + 0.1430804 * blue;
  const y = 0.2225045 * red + 0.7168786 * green + 0.0606169 * blue;
  const z = 0.0139322 * red + 0.0971045 * green + 0.7141733 * blue;
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const [fx, fy, fz] = [f(x / 0.96422), f(y), f(z / 0.82521)];
  const [l, a, b] = [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
  const whole = (value: number) => Math.min(65_535, Math.max(0, Math.round(value)));
  return [whole((l * 65_535) / 100), whole((a + 128) * 257), whole((b + 128) * 257)];
}
