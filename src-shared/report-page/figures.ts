/** A fraction (0–1) as a whole percentage; below 1 % and above 99 % it says so instead of 0 or 100. */
export function percentShown(fraction: number): string {
  if (fraction < 0.01) return '< 1 %';
  if (fraction > 0.99) return '> 99 %';
  return `${Math.round(fraction * 100)} %`;
}

/** The first twelve digits of a SHA-256: enough to tell two files apart on paper. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, 12);
}
