import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { CaseId, InstanceId, JobId } from '../../src-shared/contract/ids.ts';
import type { AnalysisProgress } from '../../src-shared/contract/records.ts';
import type { Stage, StageProgress } from './calls.ts';
import { AnalysisQueue, type Analysis, type AnalysisJob, type JobEnd } from './queue.ts';

/** A job of a case; case, picture and job have different numbers so that none can be taken for another. */
function job(number: number): AnalysisJob {
  return {
    jobId: JobId.parse(number),
    caseId: CaseId.parse(number + 1000),
    instanceId: InstanceId.parse(number + 2000),
    model: { manifest: { id: 'chest' } },
  } as unknown as AnalysisJob;
}

const resultOf = (asked: AnalysisJob) =>
  ({ result: { input: { instanceId: asked.instanceId } }, pictures: [] }) as unknown as Analysis;

/** Stands for the inference process: holds what it was asked until the test lets it answer. */
class Process {
  readonly asked: number[] = [];
  readonly madeReady: number[] = [];
  readonly ended: string[] = [];
  running = 0;
  mostAtOnce = 0;
  finish: () => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;
  tell: (stage: Stage, done?: number, of?: number) => void = () => undefined;

  then: number | undefined;

  analyze(asked: AnalysisJob, progress: (progress: StageProgress) => void, then?: AnalysisJob): Promise<Analysis> {
    this.asked.push(asked.jobId);
    this.then = then?.jobId;
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    this.tell = (stage, done, of) => progress(done === undefined || of === undefined ? { stage } : { stage, done, of });
    return new Promise<Analysis>((resolve, reject) => {
      this.finish = () => resolve(resultOf(asked));
      this.fail = reject;
    }).finally(() => (this.running -= 1));
  }

  makeReady(job: AnalysisJob): void {
    this.madeReady.push(job.jobId);
  }

  end(code: 'model-cancelled'): void {
    this.ended.push(code);
    this.fail(new CodedError(code));
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function room() {
  const process = new Process();
  const queue = new AnalysisQueue(process);
  const ends = new Map<number, JobEnd>();
  const add = (number: number, onProgress: (progress: AnalysisProgress) => void = () => undefined) =>
    queue.add(job(number), onProgress).then((end) => void ends.set(number, end));
  return { process, queue, ends, add };
}

describe('the queue of analyses', () => {
  it('runs one job at a time, in the order of asking', async () => {
    const { process, queue, ends, add } = room();
    for (const number of [3, 1, 2]) void add(number);
    expect(queue.length).toBe(3);
    for (let done = 1; done <= 3; done++) {
      expect(process.asked.length).toBe(done);
      process.finish();
      await settled();
      expect(queue.length).toBe(3 - done);
    }
    expect(process.asked).toEqual([3, 1, 2]);
    expect([...ends.keys()]).toEqual([3, 1, 2]);
    expect(process.mostAtOnce).toBe(1);
  });

  it('says at once that a job waits, then in which stage it is, always with its own job and case', async () => {
    const { process, add } = room();
    const heard = vi.fn<(progress: AnalysisProgress) => void>();
    void add(1);
    void add(2, heard);
    expect(heard.mock.calls).toEqual([
      [{ jobId: 2, caseId: 1002, modelId: 'chest', stage: 'queued', fraction: 0, secondsLeft: null }],
    ]);
    process.fail(new CodedError('model-crashed'));
    await settled();
    process.tell('read');
    process.tell('run');
    expect(heard.mock.calls.slice(1).map(([{ jobId, caseId, stage }]) => [jobId, caseId, stage])).toEqual([
      [2, 1002, 'read'],
      [2, 1002, 'run'],
    ]);
    for (const [{ fraction }] of heard.mock.calls) {
      expect(fraction).toBeGreaterThanOrEqual(0);
      expect(fraction).toBeLessThanOrEqual(1);
    }
  });

  it('goes on after a failure, which is told with its code', async () => {
    const { process, ends, add } = room();
    for (const number of [1, 2, 3]) void add(number);
    process.fail(new CodedError('model-crashed'));
    await settled();
    process.fail(new TypeError('x is not a function'));
    await settled();
    process.finish();
    await settled();
    expect(ends.get(1)).toEqual({ kind: 'failed', reason: { code: 'model-crashed', details: {} } });
    expect(ends.get(2)).toMatchObject({ kind: 'failed', reason: { code: 'internal-error' } });
    expect(ends.get(3)).toMatchObject({ kind: 'result' });
  });

  it('takes a waiting job out without disturbing the one that runs', async () => {
    const { process, queue, ends, add } = room();
    for (const number of [1, 2, 3]) void add(number);
    queue.cancel(JobId.parse(2));
    await settled();
    expect(ends.get(2)).toEqual({ kind: 'cancelled' });
    expect(process.ended).toEqual([]);
    process.finish();
    await settled();
    expect(process.asked).toEqual([1, 3]);
  });

  it('ends the process of a running job that is cancelled, and the next job runs', async () => {
    const { process, queue, ends, add } = room();
    for (const number of [1, 2]) void add(number);
    queue.cancel(JobId.parse(1));
    await settled();
    expect(process.ended).toEqual(['model-cancelled']);
    expect(ends.get(1)).toEqual({ kind: 'cancelled' });
    process.finish();
    await settled();
    expect(ends.get(2)).toMatchObject({ kind: 'result' });
  });

  it('never hands on the result of a job that was cancelled, even when the result was faster than the end', async () => {
    const { process, queue, ends, add } = room();
    process.end = (code) => void process.ended.push(code);
    void add(1);
    process.finish();
    queue.cancel(JobId.parse(1));
    await settled();
    expect(ends.get(1)).toEqual({ kind: 'cancelled' });
  });

  it('leaves everything alone when it is told to cancel a job that it does not have', async () => {
    const { process, queue, ends, add } = room();
    void add(1);
    queue.cancel(JobId.parse(99));
    process.finish();
    await settled();
    queue.cancel(JobId.parse(1));
    expect(process.ended).toEqual([]);
    expect(ends.get(1)).toMatchObject({ kind: 'result' });
  });

  it('tells steps within a stage', async () => {
    const { process, add } = room();
    const heard = vi.fn<(progress: AnalysisProgress) => void>();
    void add(1, heard);
    process.tell('run');
    process.tell('run', 1, 4);
    process.tell('run', 2, 4);
    const fractions = heard.mock.calls.map(([{ fraction }]) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeGreaterThan(fractions.at(-2)!);
    process.finish();
    await settled();
  });

  it('keeps every result with its own case through 200 switched cases', async () => {
    const order = Array.from({ length: 200 }, (_, i) => ((i * 73) % 200) + 1);
    let seed = 1;
    const queue = new AnalysisQueue({
      analyze: async (asked, progress) => {
        progress({ stage: 'run' });
        seed = (seed * 48_271) % 2_147_483_647;
        for (let turn = seed % 5; turn > 0; turn--) await settled();
        return resultOf(asked);
      },
      makeReady: () => undefined,
      end: () => undefined,
    });
    const told: AnalysisProgress[][] = [];
    const ends = await Promise.all(
      order.map((number, i) => queue.add(job(number), (progress) => (told[i] ??= []).push(progress))),
    );
    ends.forEach((end, i) => {
      const { jobId, caseId, instanceId } = job(order[i]!);
      expect(end).toEqual({ kind: 'result', result: { input: { instanceId } }, pictures: [] });
      expect(told[i]!.every((progress) => progress.jobId === jobId && progress.caseId === caseId)).toBe(true);
    });
  });

  it('ends every job exactly once and in order, whatever is asked, cancelled, finished and failed between', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant('add' as const) },
      fc.constant('finish' as const),
      fc.constant('fail' as const),
      fc.integer({ min: 1, max: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { process, queue, ends, add } = room();
        let count = 0;
        const cancelled = new Set<number>();
        for (const each of steps) {
          if (each === 'add') void add((count += 1));
          else if (each === 'finish') process.finish();
          else if (each === 'fail') process.fail(new CodedError('model-crashed'));
          else {
            if (each <= count && !ends.has(each)) cancelled.add(each);
            queue.cancel(JobId.parse(each));
          }
          await settled();
        }
        while (queue.length > 0) {
          process.finish();
          await settled();
        }
        expect([...ends.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
        expect(process.asked).toEqual([...process.asked].sort((a, b) => a - b));
        expect(process.mostAtOnce).toBeLessThanOrEqual(1);
        for (const [number, end] of ends) {
          expect(end.kind === 'cancelled').toBe(cancelled.has(number));
          if (end.kind === 'result') expect(end.result.input.instanceId).toBe(number + 2000);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a queue whose single films are shared among processes', () => {
  function rooms(count: number) {
    const processes = Array.from({ length: count }, () => new Process());
    const queue = new AnalysisQueue(processes[0]!);
    queue.shareWith(processes.slice(1));
    const ends = new Map<number, JobEnd>();
    const add = (number: number, more: Partial<AnalysisJob> = {}) =>
      queue.add({ ...job(number), ...more }, () => undefined).then((end) => void ends.set(number, end));
    return { processes, queue, ends, add };
  }
  const volume = { instances: [], slices: [], affine: null, spacingMm: null };

  it('gives each process a film, and tells it of the one that it gets next', async () => {
    const { processes, add } = rooms(2);
    const [first, second] = processes as [Process, Process];
    for (const number of [1, 2, 3, 4, 5]) void add(number);
    expect([first.asked, second.asked]).toEqual([[1], [2]]);
    expect([first.madeReady, second.madeReady]).toEqual([[3], [4]]);
    second.finish();
    await settled();
    expect(second.asked).toEqual([2, 4]);
    expect(second.then).toBe(5);
    first.finish();
    await settled();
    expect(first.asked).toEqual([1, 3]);
  });

  it('leaves no process idle while a film waits that another one made ready', async () => {
    const { processes, add } = rooms(2);
    const [first, second] = processes as [Process, Process];
    for (const number of [1, 2, 3]) void add(number);
    expect(first.madeReady).toEqual([3]);
    second.finish();
    await settled();
    expect(second.asked).toEqual([2, 3]);
  });

  it('answers a volume, or what asks a network again and again, with nothing beside it', async () => {
    for (const alone of [{ volume }, { explain: 'occlusion' as const }]) {
      const { processes, add } = rooms(2);
      const [first, second] = processes as [Process, Process];
      void add(1);
      void add(2);
      void add(3, alone);
      void add(4);
      second.finish();
      await settled();
      expect([first.asked, second.asked]).toEqual([[1], [2]]);
      first.finish();
      await settled();
      expect([first.asked, second.asked]).toEqual([[1, 3], [2]]);
      first.finish();
      await settled();
      expect([first.asked, second.asked]).toEqual([[1, 3, 4], [2]]);
      expect([...first.madeReady, ...second.madeReady]).toEqual([]);
    }
  });

  it('ends only the process whose film is cancelled', async () => {
    const { processes, queue, ends, add } = rooms(2);
    const [first, second] = processes as [Process, Process];
    for (const number of [1, 2, 3]) void add(number);
    queue.cancel(JobId.parse(2));
    await settled();
    expect([first.ended, second.ended]).toEqual([[], ['model-cancelled']]);
    expect(second.asked).toEqual([2, 3]);
    first.finish();
    second.finish();
    await settled();
    expect([...ends].map(([number, { kind }]) => [number, kind])).toEqual([
      [2, 'cancelled'],
      [1, 'result'],
      [3, 'result'],
    ]);
  });

  it('answers every film once and with its own result, whatever ends, fails and is cancelled in whatever order', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('add' as const) },
      { weight: 1, arbitrary: fc.constant('alone' as const) },
      { weight: 4, arbitrary: fc.record({ finish: fc.nat(2) }) },
      { weight: 1, arbitrary: fc.record({ fail: fc.nat(2) }) },
      { weight: 1, arbitrary: fc.record({ cancel: fc.integer({ min: 1, max: 12 }) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
        const { processes, queue, ends, add } = rooms(3);
        const alone = new Set<number>();
        let count = 0;
        const look = () => {
          const busy = processes.filter(({ running }) => running > 0);
          expect(busy.every(({ running }) => running === 1)).toBe(true);
          if (busy.some(({ asked }) => alone.has(asked.at(-1)!))) expect(busy).toHaveLength(1);
        };
        for (const each of steps) {
          if (each === 'add') void add((count += 1));
          else if (each === 'alone') {
            alone.add((count += 1));
            void add(count, { volume });
          } else if ('finish' in each) processes[each.finish]!.finish();
          else if ('fail' in each) processes[each.fail]!.fail(new CodedError('model-crashed'));
          else queue.cancel(JobId.parse(each.cancel));
          await settled();
          look();
        }
        while (queue.length > 0) {
          for (const process of processes) process.finish();
          await settled();
          look();
        }
        expect([...ends.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
        const asked = processes.flatMap((process) => process.asked);
        expect(new Set(asked).size).toBe(asked.length);
        for (const [number, end] of ends) {
          if (end.kind === 'result') expect(end.result.input.instanceId).toBe(number + 2000);
        }
      }),
      { numRuns: 100 },
    );
  });
});
