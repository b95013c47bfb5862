/** How the time left is said: nothing below one second or where it is unknown, minutes from 90 seconds on. */
export function timeLeft(
  seconds: number | null,
): { readonly unit: 'seconds' | 'minutes'; readonly count: number } | null {
  if (seconds === null || seconds < 1) return null;
  if (seconds < 90) return { unit: 'seconds', count: Math.ceil(seconds) };
  return { unit: 'minutes', count: Math.ceil(seconds / 60) };
}
