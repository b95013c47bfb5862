/** A sign of life for every small file would cost as much as reading its header: it wakes the thread that hears it. */
const SIGN_EVERY_MS = 100;

/** Lets one sign of life through, and others only when a tenth of a second has gone by. */
export function nowAndThen<S>(sign: (stage: S) => void): (stage: S) => void {
  let last = -Infinity;
  return (stage) => {
    const now = performance.now();
    if (now - last < SIGN_EVERY_MS) return;
    last = now;
    sign(stage);
  };
}
