/** A difference between numbers of two computations, with the one digit that it deserves: `0`, `5e-8`, `0.02`. */
export function differenceFigure(difference: number): string {
  if (difference === 0) return '0';
  const digits = difference.toPrecision(1);
  return Number(digits) >= 0.001 ? String(Number(digits)) : Number(digits).toExponential(0);
}
