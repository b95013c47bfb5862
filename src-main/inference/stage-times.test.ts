import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stage } from './calls.ts';
import { StageTimes } from './stage-times.ts';

const STAGES: Stage[] = ['read', 'prepare', 'load', 'run', 'explain'];

/** Runs a model once with a clock of our own; answers what was said at the beginning of each stage. */
function runOnce(times: StageTimes, modelId: string, milliseconds: readonly number[], tested: number | null = null) {
  let clock = 1000;
  const run = times.start(modelId, tested, () => clock);
  const said = STAGES.map((stage, i) => {
    run.reached(stage);
    clock += milliseconds[i] as number;
    return { stage, fraction: run.fraction(stage), secondsLeft: run.secondsLeft(stage) };
  });
  run.finished();
  return said;
}

describe('the times of stages', () => {
  it('promise no seconds before a model has run once', () => {
    const said = runOnce(new StageTimes(), 'chest', [1, 1, 1, 1, 1]);
    expect(said.map(({ secondsLeft }) => secondsLeft)).toEqual([null, null, null, null, null]);
  });

  it('are those of the self-test before a first run, and then of the run itself', () => {
    const times = new StageTimes();
    const first = runOnce(times, 'chest', [1000, 500, 2000, 6000, 500], 17_000);
    expect(first[3]).toEqual({ stage: 'run', fraction: expect.closeTo(0.3 / 17.305, 5), secondsLeft: 17.005 });
    expect(runOnce(times, 'chest', [1, 1, 1, 1, 1], 17_000)[3]).toMatchObject({ secondsLeft: 6.5 });
  });

  it('are those of the last run', () => {
    const times = new StageTimes();
    runOnce(times, 'chest', [9, 9, 9, 9, 9]);
    runOnce(times, 'chest', [1000, 500, 2000, 6000, 500]);
    expect(runOnce(times, 'chest', [1, 1, 1, 1, 1])).toEqual([
      { stage: 'read', fraction: 0, secondsLeft: 10 },
      { stage: 'prepare', fraction: 0.1, secondsLeft: 9 },
      { stage: 'load', fraction: 0.15, secondsLeft: 8.5 },
      { stage: 'run', fraction: 0.35, secondsLeft: 6.5 },
      { stage: 'explain', fraction: 0.95, secondsLeft: 0.5 },
    ]);
  });

  it('of one model say nothing of another', () => {
    const times = new StageTimes();
    runOnce(times, 'fast', [1, 1, 1, 1, 1]);
    expect(runOnce(times, 'slow', [1, 1, 1, 1, 1])[0]?.secondsLeft).toBeNull();
  });

  it('of a run that failed are not learned from', () => {
    const times = new StageTimes();
    const run = times.start('chest', null, () => 0);
    run.reached('read');
    expect(runOnce(times, 'chest', [1, 1, 1, 1, 1])[0]?.secondsLeft).toBeNull();
  });

  it('of a refusal, which ends before the network, are not learned from', () => {
    const times = new StageTimes();
    runOnce(times, 'chest', [1000, 500, 2000, 6000, 500]);
    let clock = 0;
    const refused = times.start('chest', null, () => clock);
    for (const stage of ['read', 'prepare'] as const) {
      refused.reached(stage);
      clock += 10;
    }
    refused.finished();
    expect(runOnce(times, 'chest', [1, 1, 1, 1, 1])[3]).toEqual({ stage: 'run', fraction: 0.35, secondsLeft: 6.5 });
  });

  it('go on within a stage by the steps that are done, and promise by the speed of this very run', () => {
    const times = new StageTimes();
    runOnce(times, 'chest', [1000, 500, 2000, 6000, 500]);
    let clock = 0;
    const run = times.start('chest', null, () => clock);
    run.reached('run');
    clock = 3000;
    run.went(1, 4);
    expect(run.fraction('run')).toBeCloseTo(0.35 + 0.6 / 4, 9);
    expect(run.secondsLeft('run')).toBeCloseTo(9 + 0.5, 9);
    run.reached('explain');
    expect(run.fraction('explain')).toBeCloseTo(0.95, 9);
  });

  it('promise seconds in a first run as soon as a step of it is measured', () => {
    let clock = 0;
    const run = new StageTimes().start('chest', null, () => clock);
    run.reached('run');
    expect(run.secondsLeft('run')).toBeNull();
    clock = 1000;
    run.went(2, 10);
    expect(run.secondsLeft('run')).toBeCloseTo(4.005, 9);
  });

  it('make progress that begins at 0, never goes back and never passes 1', () => {
    const duration = fc.double({ min: 0.001, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(duration, { minLength: 5, maxLength: 5 }), (milliseconds) => {
        const times = new StageTimes();
        for (const said of [runOnce(times, 'chest', milliseconds), runOnce(times, 'chest', milliseconds)]) {
          const fractions = said.map(({ fraction }) => fraction);
          expect(fractions[0]).toBe(0);
          expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
          expect(fractions.at(-1)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
