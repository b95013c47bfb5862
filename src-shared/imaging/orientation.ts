/** What the four edges of a picture show of the patient, e.g. `R` on the left; `?` where nobody knows. */
export interface EdgeLetters {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

const UNKNOWN: EdgeLetters = { left: '?', right: '?', top: '?', bottom: '?' };
/** Sine of 15°: a direction that leans less than that out of a plane is not named after it. */
const WORTH_NAMING = 0.2588;
const OPPOSITE: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' };

/**
 * Letters at the edges from Image Orientation (Patient): L/R, A/P, H/F by the patient's left, posterior and head (LPS,
 * PS3.3 C.7.6.2.1.1), the strongest first, e.g. `AL` for an oblique direction.
 *
 * @param cosines direction of a row (to the right), then of a column (down); null or nonsense: all edges `?`
 */
export function edgesFromCosines(cosines: readonly number[] | null): EdgeLetters {
  if (!cosines || !plausible(cosines)) return UNKNOWN;
  const right = letters(cosines.slice(0, 3));
  const bottom = letters(cosines.slice(3, 6));
  return { left: opposite(right), right, top: opposite(bottom), bottom };
}

/**
 * Letters at the edges from Patient Orientation (0020,0020), which films carry instead of cosines: the directions of rows
 * and of columns, e.g. `['L', 'F']`.
 * @returns `?` at both ends of a direction that is empty or holds other letters
 */
export function edgesFromPatientOrientation(directions: readonly [string, string] | null): EdgeLetters {
  if (!directions) return UNKNOWN;
  const [right, bottom] = directions.map((direction) => (/^[LRAPHF]{1,3}$/.test(direction) ? direction : '?')) as [
    string,
    string,
  ];
  return { left: opposite(right), right, top: opposite(bottom), bottom };
}

function letters(direction: readonly number[]): string {
  const names = ['LR', 'PA', 'HF'];
  return direction
    .map((component, axis) => ({ size: Math.abs(component), letter: names[axis]?.[component > 0 ? 0 : 1] ?? '' }))
    .filter(({ size }) => size >= WORTH_NAMING)
    .sort((a, b) => b.size - a.size)
    .map(({ letter }) => letter)
    .join('');
}

function opposite(text: string): string {
  return [...text].map((letter) => OPPOSITE[letter] ?? '?').join('');
}

/** Two unit vectors at a right angle, within what rounding in files does to them. */
export function plausible(cosines: readonly number[]): boolean {
  if (cosines.length !== 6 || !cosines.every(Number.isFinite)) return false;
  const [a, b, c, d, e, f] = cosines as [number, number, number, number, number, number];
  const near = (value: number, target: number) => Math.abs(value - target) < 0.01;
  return near(a * a + b * b + c * c, 1) && near(d * d + e * e + f * f, 1) && near(a * d + b * e + c * f, 0);
}
