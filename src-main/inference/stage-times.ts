import type { Stage } from './calls.ts';

const ORDER: readonly Stage[] = ['read', 'prepare', 'load', 'run', 'explain'];

/** Before anything was measured: what the stages take of a first run, roughly, in milliseconds. */
const FIRST_GUESS: Record<Stage, number> = { read: 100, prepare: 50, load: 150, run: 100, explain: 5 };

/** How long each stage took the last time a model ran; progress and time left come from it. */
export class StageTimes {
  readonly #last = new Map<string, Record<Stage, number>>();

  /**
   * Follows one run of a model.
   *
   * @param tested milliseconds that the network takes by its self-test, for the first run; null: that says nothing of this run
   * @param now in milliseconds, for tests
   */
  start(modelId: string, tested: number | null = null, now: () => number = () => performance.now()) {
    const known = this.#last.get(modelId) ?? (tested === null ? undefined : { ...FIRST_GUESS, run: tested });
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
    /** Share of a stage that is done, and when it will be by the speed of what is done of it. */
    let share = 0;
    const leftOfStage = (stage: Stage) =>
      share > 0 ? ((now() - since) * (1 - share)) / share : known ? known[stage] : null;
    return {
      reached: (stage: Stage) => {
        close();
        current = stage;
        share = 0;
        seen.add(stage);
      },
      /** So many of a stage's steps are done. */
      went: (done: number, of: number) => {
        share = Math.min(1, done / of);
      },
      finished: () => {
        close();
        // a refusal ends before the network runs and says nothing of how long it takes
        if (ORDER.every((stage) => seen.has(stage))) this.#last.set(modelId, measured);
      },
      /** 0–1, at the beginning of a stage or after some of its steps. */
      fraction: (stage: Stage) => (before(stage) + expected[stage] * share) / total,
      /** Seconds from there to the end; null before a first run, a self-test, or a step of this one was measured. */
      secondsLeft: (stage: Stage) => {
        const left = leftOfStage(stage);
        return left === null ? null : (left + total - before(stage) - expected[stage]) / 1000;
      },
    };
  }
}
