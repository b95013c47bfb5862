/** Sizes that a person can choose for the whole page, as factors. */
export const PAGE_SCALES = [0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** A page made for this many pixels from top to bottom can be read as it is; on taller screens it grows with them. */
const MADE_FOR = 1440;

/**
 * The size of the page where nobody has chosen one: 1 up to 2560 × 1440, 1.5 at 3840 × 2160.
 *
 * @param screenHeight of the screen in the system's own pixels: where the system enlarges everything, they are fewer
 */
export function usualScale(screenHeight: number): number {
  const wanted = screenHeight / MADE_FOR;
  return [...PAGE_SCALES].reverse().find((scale) => scale >= 1 && scale <= wanted + 0.01) ?? 1;
}

/** The size that is in use. @param chosen 0: nobody has chosen one */
export function scaleInUse(chosen: number, screenHeight: number): number {
  return chosen === 0 ? usualScale(screenHeight) : chosen;
}

/** The next larger size, or the next smaller one; at the end the same. */
export function scaleBeside(scale: number, direction: 1 | -1): number {
  const beyond = PAGE_SCALES.filter((other) => (other - scale) * direction > 0.001);
  return (direction > 0 ? beyond[0] : beyond.at(-1)) ?? scale;
}
