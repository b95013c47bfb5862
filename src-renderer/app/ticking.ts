import { createSubscriber } from 'svelte/reactivity';

const TICK_MS = 500;

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, TICK_MS);
  return () => clearInterval(timer);
});

/** Milliseconds of `performance.now()`; whatever shows it is drawn again twice a second as long as it is on the screen. */
export function tickingNow(): number {
  subscribe();
  return performance.now();
}
