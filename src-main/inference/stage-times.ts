import type { Stage } from './calls.ts';

const ORDER: readonly Stage[] = ['read', 'prepare', 'load', 'run', 'explain'];

/** Before anything was measured: what the stages take of a first run, roughly, in milliseconds. */
const FIRST_GUESS: Record<Stage, number> = { read: 100, prepare: 50, load: 150, run: 100, explain: 5 };

/** How long each stage took the last time a model ran; progress and time left come from it. */
export class StageTimes {
  readonly #last = new Map<string, Record<Stage, number>>();

  /** Follows one run of a model. `now` in milliseconds, for tests. */
  start(modelId: string, now: () => number = () => performance.now()) {
    const known = this.#last.get(modelId);
    const expected = known ?? FIRST_GUESS;
    const total = ORDER.reduce((sum, stage) => sum + expected[stage], 0);
    const before = (stage: Stage) =>
      ORDER.slice(0, ORDER.indexOf(stage)).reduce((sum, earlier) => sum + expected[earlier], 0);
    const measured: Record<Stage, number> = { read: 0, prepare: 0, load: 0, run: 0, explain: 0 };
    const seen = new Set<Stage>();
    let current: Stage | undefined;
    let since = now();
    const close = () => {
      if (current) measured[current] = now() - since;
      since = now();
    };
    return {
      reached: (stage: Stage) => {
        close();
        current = stage;
        seen.add(stage);
      },
      finished: () => {
        close();
        // a refusal ends before the network runs and says nothing of how long it takes
        if (ORDER.every((stage) => seen.has(stage))) this.#last.set(modelId, measured);
      },
      /** 0–1 at the beginning of a stage. */
      fraction: (stage: Stage) => before(stage) / total,
      /** Seconds from the beginning of a stage to the end; null before a first run was measured. */
      secondsLeft: (stage: Stage) => (known ? (total - before(stage)) / 1000 : null),
    };
  }
}
