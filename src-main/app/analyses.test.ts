import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelId, type CaseId, type InstanceId } from '../../src-shared/contract/ids.ts';
import type { AnalysisEnd } from '../../src-shared/contract/records.ts';
import { film, importOf, result } from '../caselog/examples.ts';
import { CaseLog } from '../caselog/index.ts';
import type { AnalysisJob, JobEnd } from '../inference/index.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
const { Analyses, PRIORITY } = await import('./analyses.ts');

let folder: string;
let log: CaseLog;
let cases: { caseId: CaseId; instanceId: InstanceId }[];
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-analyses-'));
  log = await opened();
  cases = [];
  for (let n = 1; n <= 4; n++) cases.push(await log.call('instance.import', importOf(film(n))));
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(): Promise<CaseLog> {
  const fresh = new CaseLog({ workerFile: new URL('../caselog/worker.ts', import.meta.url), checkAfterMs: 1e6 });
  await fresh.open(folder);
  return fresh;
}

const CRASH: JobEnd = { kind: 'failed', reason: { code: 'model-crashed', details: {} } };
const answerTo = (job: AnalysisJob): JobEnd => ({ kind: 'result', result: result(job.instanceId) });

/** Analyses over the real log; `answers` ends each run, or never where it gives back a promise that never does. */
function analyses(answers: (job: AnalysisJob) => JobEnd | Promise<JobEnd> = answerTo) {
  const asked: number[] = [];
  const ends: AnalysisEnd[] = [];
  const asksAgain = vi.fn();
  const cancelled = new Map<number, () => void>();
  const of = new Analyses({
    inference: {
      model: async () => ({ file: '/m.onnx', manifest: { id: 'chest', input: { kind: 'frame' } } }) as never,
      analyze: (job: AnalysisJob) => {
        asked.push(job.instanceId);
        return Promise.race([
          Promise.resolve(answers(job)),
          new Promise<JobEnd>((resolve) => cancelled.set(job.jobId, () => resolve({ kind: 'cancelled' }))),
        ]);
      },
      cancel: (jobId) => cancelled.get(jobId)?.(),
    },
    log,
    dataFolder: folder,
    grant: async () => undefined,
    progress: () => undefined,
    ended: (end) => ends.push(end),
    asksAgain,
  });
  return { of, asked, ends, asksAgain };
}

const ask = (n: number, priority: number = PRIORITY.asked) => {
  const { caseId, instanceId } = cases[n]!;
  return { caseId, priority, question: { instanceId, frame: 0, modelId: ModelId.parse('chest'), insist: false } };
};
const forever = new Promise<JobEnd>(() => undefined);
const waiting = async () => (await log.call('jobs.list', {})).map(({ question }) => question.instanceId);
/** The program dies: nothing is put in order, and the next start finds what was on disk. */
const die = async () => {
  await log.close();
  log = await opened();
};

describe('questions to networks', () => {
  it('wait on disk until they are answered, the urgent ones first', async () => {
    let release: (end: JobEnd) => void = () => undefined;
    const held = new Promise<JobEnd>((resolve) => (release = resolve));
    const { of, asked, ends } = analyses((job) => (job.instanceId === cases[0]!.instanceId ? held : answerTo(job)));
    await of.add([ask(0), ask(1, PRIORITY.batch), ask(2, PRIORITY.batch)]);
    await of.add([ask(3)]);
    expect((await waiting()).sort()).toEqual(cases.map(({ instanceId }) => instanceId).sort());
    release({ kind: 'result', result: result(cases[0]!.instanceId) });
    await vi.waitFor(() => expect(ends).toHaveLength(4));
    expect(asked).toEqual([0, 3, 1, 2].map((n) => cases[n]!.instanceId));
    expect(await waiting()).toEqual([]);
    for (const { caseId } of cases) expect((await log.call('case.get', { caseId })).results).toHaveLength(1);
  });

  it('of a batch give way to the same question when a person waits for it', async () => {
    let release: (end: JobEnd) => void = () => undefined;
    const held = new Promise<JobEnd>((resolve) => (release = resolve));
    const { of, asked, ends } = analyses((job) => (job.instanceId === cases[0]!.instanceId ? held : answerTo(job)));
    const batch = await of.add([0, 1, 2, 3].map((n) => ask(n, PRIORITY.batch)));
    const [urgent] = await of.add([ask(3)]);
    await vi.waitFor(() => expect(ends).toMatchObject([{ jobId: batch[3], outcome: 'cancelled' }]));
    release({ kind: 'result', result: result(cases[0]!.instanceId) });
    await vi.waitFor(() => expect(ends).toHaveLength(5));
    expect(asked).toEqual([0, 3, 1, 2].map((n) => cases[n]!.instanceId));
    expect(ends.filter(({ outcome }) => outcome === 'stored').map(({ jobId }) => jobId)).toEqual([
      ...[batch[0], urgent, batch[1], batch[2]],
    ]);
    expect(await waiting()).toEqual([]);
  });

  it('of a batch are given up where their model does not finish three times in a row; a person’s own is not', async () => {
    const late: JobEnd = { kind: 'failed', reason: { code: 'model-timeout', details: {} } };
    let release: (end: JobEnd) => void = () => undefined;
    const held = new Promise<JobEnd>((resolve) => (release = resolve));
    const { of, asked, ends } = analyses((job) => (job.instanceId === cases[0]!.instanceId ? held : late));
    await of.add([0, 1, 2, 3, 3, 3].map((n) => ask(n, PRIORITY.batch)));
    release(late);
    await vi.waitFor(() => expect(ends).toHaveLength(6));
    expect(asked).toEqual([0, 1, 2].map((n) => cases[n]!.instanceId));
    expect(ends.map(({ reason }) => reason?.code)).toEqual([
      ...['model-timeout', 'model-timeout', 'model-timeout'],
      ...['model-given-up', 'model-given-up', 'model-given-up'],
    ]);
    expect(await waiting()).toEqual([]);
    await of.add([ask(1)]);
    await vi.waitFor(() => expect(ends).toHaveLength(7));
    expect(ends.at(-1)).toMatchObject({ outcome: 'failed', reason: { code: 'model-timeout' } });
  });

  it('go on after a crash of the program, and the one that ran is asked again', async () => {
    const before = analyses(() => forever);
    await before.of.add([ask(0), ask(1), ask(2)]);
    await vi.waitFor(() => expect(before.asked).toHaveLength(1));
    await die();
    const after = analyses();
    await after.of.resume();
    await vi.waitFor(() => expect(after.ends).toHaveLength(3));
    expect(after.asked).toEqual([0, 1, 2].map((n) => cases[n]!.instanceId));
    expect(after.ends.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored']);
  });

  it('that ran at two crashes of the program fail with a sentence, and the others go on', async () => {
    for (let crash = 0; crash < 2; crash++) {
      const { of, asked } = analyses(() => forever);
      if (crash === 0) await of.add([ask(0), ask(1)]);
      else await of.resume();
      await vi.waitFor(() => expect(asked).toHaveLength(1));
      await die();
    }
    const last = analyses();
    await last.of.resume();
    await vi.waitFor(() => expect(last.ends).toHaveLength(2));
    expect(last.ends).toMatchObject([
      { caseId: cases[0]!.caseId, outcome: 'failed', reason: { code: 'job-crashed-twice' } },
      { caseId: cases[1]!.caseId, outcome: 'stored' },
    ]);
    expect(last.asked).toEqual([cases[1]!.instanceId]);
    expect(await waiting()).toEqual([]);
  });

  it('that take the process along are asked once more, then fail, and the queue goes on', async () => {
    const { of, asked, ends, asksAgain } = analyses((job) =>
      job.instanceId === cases[0]!.instanceId ? CRASH : answerTo(job),
    );
    await of.add([ask(0), ask(1)]);
    await vi.waitFor(() => expect(ends).toHaveLength(2));
    expect(asked).toEqual([0, 0, 1].map((n) => cases[n]!.instanceId));
    expect(ends[0]).toMatchObject({ outcome: 'failed', reason: { code: 'job-crashed-twice' } });
    expect(ends[1]).toMatchObject({ outcome: 'stored' });
    // of two deaths, only after the first anything is asked again
    expect(asksAgain).toHaveBeenCalledTimes(1);
  });

  it('that fail are told in their case, also by the next run of the program, until the same question is answered', async () => {
    const late: JobEnd = { kind: 'failed', reason: { code: 'model-timeout', details: {} } };
    const first = analyses(() => late);
    const { caseId } = cases[0]!;
    const told = async () =>
      (await log.call('case.get', { caseId })).unanswered.map(({ question, reason }) => [question.frame, reason.code]);
    const other = { ...ask(0), question: { ...ask(0).question, frame: 1 } };
    await first.of.add([ask(0), other, ask(0)]);
    await vi.waitFor(() => expect(first.ends).toHaveLength(3));
    expect(first.ends).toMatchObject(Array(3).fill({ outcome: 'failed', reason: late.reason, kept: true }));
    // the same question twice is told once
    expect(await told()).toEqual([
      [1, 'model-timeout'],
      [0, 'model-timeout'],
    ]);
    await die();
    expect(await told()).toEqual([
      [1, 'model-timeout'],
      [0, 'model-timeout'],
    ]);
    const row = async () =>
      (await log.call('worklist.page', { words: '', offset: 0, limit: 9, readFirst: true })).rows.find(
        (each) => each.caseId === caseId,
      );
    expect(await row()).toMatchObject({ machineWord: null, unanswered: late.reason });

    const second = analyses();
    await second.of.add([ask(0)]);
    await vi.waitFor(() => expect(second.ends).toHaveLength(1));
    expect(await told()).toEqual([[1, 'model-timeout']]);
    const [left] = (await log.call('case.get', { caseId })).unanswered;
    await log.call('unanswered.dismiss', { caseId: cases[1]!.caseId, id: left!.id });
    expect(await told()).toHaveLength(1);
    await log.call('unanswered.dismiss', { caseId, id: left!.id });
    expect(await told()).toEqual([]);
    expect(await row()).not.toHaveProperty('unanswered');
  });

  it('are not blamed for a program that ends in order', async () => {
    for (let quit = 0; quit < 3; quit++) {
      const { of, asked } = analyses(() => forever);
      if (quit === 0) await of.add([ask(0)]);
      else await of.resume();
      await vi.waitFor(() => expect(asked).toHaveLength(1));
      await of.rest();
      await die();
    }
    expect(await log.call('jobs.list', {})).toMatchObject([{ attempts: 0 }]);
  });

  it('that are cancelled are gone, whether they wait or run', async () => {
    const { of, ends } = analyses(() => forever);
    const [running, second] = await of.add([ask(0), ask(1)]);
    of.cancel(second!);
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    await vi.waitFor(async () => {
      of.cancel(running!);
      expect(ends).toHaveLength(2);
    });
    expect(ends.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled']);
    await vi.waitFor(async () => expect(await waiting()).toEqual([]));
  });

  it('about other cases never get each other’s answers, in two hundred runs with cancelled ones between', async () => {
    const later = (end: JobEnd, turn: number) =>
      new Promise<JobEnd>((resolve) => setTimeout(() => resolve(end), turn % 3));
    let turn = 0;
    const { of, ends } = analyses((job) => later(answerTo(job), turn++));
    const order = Array.from({ length: 200 }, (_, i) => (i * 7 + (i % 5)) % cases.length);
    const ids = await of.add(order.map((n, i) => ask(n, i % 3 === 0 ? PRIORITY.asked : PRIORITY.batch)));
    for (let i = 0; i < ids.length; i += 9) of.cancel(ids[i]!);
    await vi.waitFor(() => expect(ends).toHaveLength(200), { timeout: 20_000 });
    const stored = ends.filter(({ outcome }) => outcome === 'stored');
    let kept = 0;
    for (const { caseId, instanceId } of cases) {
      const { results } = await log.call('case.get', { caseId });
      kept += results.length;
      for (const each of results) expect(each.result.input.instanceId).toBe(instanceId);
      const told = stored.filter((end) => end.caseId === caseId).map(({ resultId }) => resultId);
      expect(results.map(({ id }) => id).sort()).toEqual(told.sort());
    }
    expect(kept).toBe(stored.length);
    expect(stored.length).toBeGreaterThan(150);
  });
});
