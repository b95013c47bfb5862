import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import type { AppState, OpenCase } from '../../src-shared/contract/records.ts';

interface Reading {
  readonly caseId: CaseId;
  readonly answer: (openCase?: Partial<OpenCase>) => Promise<void>;
  readonly fail: () => Promise<void>;
}

const readings: Reading[] = [];
type Listener = (payload: unknown) => void;
const heard = new Map<string, Set<Listener>>();
const listeners = { get: (name: string) => (payload: unknown) => heard.get(name)?.forEach((each) => each(payload)) };
/** What main answers to a page that asks what waits. */
let answerQueue: (questions: object[]) => Promise<void>;

vi.mock('./bridge.ts', () => ({
  on: (name: string, listener: Listener) => {
    heard.set(name, (heard.get(name) ?? new Set()).add(listener));
    return () => heard.get(name)?.delete(listener);
  },
  call: (name: string, input: { caseId: CaseId }) => {
    if (name === 'analysis.queue') {
      return new Promise((resolve) => {
        answerQueue = (questions) => (resolve({ questions }), new Promise<void>((done) => setTimeout(done)));
      });
    }
    if (name !== 'case.open') return Promise.resolve({ ...input, language: 'en', theme: 'dark' });
    return new Promise((resolve, reject) => {
      const settled = () => new Promise<void>((done) => setTimeout(done));
      readings.push({
        caseId: input.caseId,
        answer: (openCase = {}) => (resolve(caseOf(input.caseId, openCase)), settled()),
        fail: () => (reject(new CodedError('log-busy')), settled()),
      });
    });
  },
}));

function caseOf(caseId: CaseId, more: Partial<OpenCase> = {}): OpenCase {
  return {
    caseId,
    sourceName: `film-${caseId}.dcm`,
    identity: { patientName: `Patient ${caseId}` },
    ...more,
  } as OpenCase;
}

const [ann, ben, cho] = [1, 2, 3] as CaseId[] as [CaseId, CaseId, CaseId];

async function freshProgram() {
  vi.resetModules();
  vi.stubGlobal('document', { documentElement: { lang: '', dataset: {} } });
  readings.length = 0;
  heard.clear();
  const { program } = await import('./program.svelte.ts');
  program.start({
    notices: [],
    storage: { state: 'ready', reason: null },
    settings: { language: 'en', theme: 'dark', readFirst: false },
  } as unknown as AppState);
  return program;
}

describe('program', () => {
  let program: Awaited<ReturnType<typeof freshProgram>>;
  beforeEach(async () => {
    program = await freshProgram();
  });

  it('shows nobody while a case is being opened', async () => {
    program.select(ann);
    await readings[0]!.answer();
    expect(program.openCase?.caseId).toBe(ann);
    program.select(ben);
    expect(program.openCase).toBeNull();
    expect(program.activeCaseId).toBe(ben);
    await readings[1]!.answer();
    expect(program.openCase?.caseId).toBe(ben);
  });

  it('drops an answer that comes after the switch to another case', async () => {
    program.select(ann);
    program.select(ben);
    await readings[1]!.answer();
    await readings[0]!.answer();
    expect(program.openCase?.caseId).toBe(ben);
  });

  it('drops an answer for a case that was left and taken up again', async () => {
    program.select(ann);
    program.select(ben);
    program.select(ann);
    await readings[0]!.answer({ state: 'new' });
    expect(program.openCase).toBeNull();
    await readings[2]!.answer({ state: 'signed' });
    expect(program.openCase?.state).toBe('signed');
  });

  it('drops the failure of a case that is no longer the active one', async () => {
    program.select(ann);
    program.select(ben);
    await readings[1]!.answer();
    await readings[0]!.fail();
    expect(program.openFailure).toBeNull();
    expect(program.openCase?.caseId).toBe(ben);
  });

  it('drops an answer for a case that was closed meanwhile', async () => {
    program.select(ann);
    program.close(ann);
    await readings[0]!.answer();
    expect(program.openCase).toBeNull();
    expect(program.activeCaseId).toBeNull();
    expect(program.tabNames.size).toBe(0);
  });

  it('refuses an answer that names another case than was asked for', async () => {
    program.select(ann);
    await readings[0]!.answer({ caseId: ben });
    expect(program.openCase).toBeNull();
    expect(program.openFailure?.code).toBe('patient-mismatch');
  });

  it('keeps what is shown while the same case is read again, and takes only the newest reading', async () => {
    program.select(ann);
    await readings[0]!.answer({ state: 'new' });
    const first = program.reload();
    const second = program.reload();
    expect(program.openCase?.state).toBe('new');
    await readings[2]!.answer({ state: 'judged' });
    await readings[1]!.answer({ state: 'analysed' });
    await Promise.all([first, second]);
    expect(program.openCase?.state).toBe('judged');
  });

  it('says why a case could not be opened, and forgets it with the next', async () => {
    program.select(ann);
    await readings[0]!.fail();
    expect(program.openFailure?.code).toBe('log-busy');
    program.select(ben);
    expect(program.openFailure).toBeNull();
  });

  it('keeps one tab a case and goes to the neighbour of a closed one', async () => {
    for (const caseId of [ann, ben, cho, ben]) program.select(caseId);
    program.goTo('viewer');
    expect(program.tabs).toEqual([ann, ben, cho]);
    program.close(ben);
    expect(program.activeCaseId).toBe(cho);
    program.close(cho);
    expect(program.activeCaseId).toBe(ann);
    program.close(ann);
    expect(program.activeCaseId).toBeNull();
    expect(program.route).toBe('worklist');
  });

  it('closing another tab leaves the open case alone', async () => {
    program.select(ann);
    program.select(ben);
    await readings[1]!.answer();
    program.close(ann);
    expect(program.openCase?.caseId).toBe(ben);
  });

  it('goes round the tabs', () => {
    for (const caseId of [ann, ben, cho]) program.select(caseId);
    program.selectNext(1);
    expect(program.activeCaseId).toBe(ann);
    program.selectNext(-1);
    expect(program.activeCaseId).toBe(cho);
  });

  it('opens no room for a case without one', () => {
    program.goTo('viewer');
    expect(program.route).toBe('worklist');
  });

  it('reads the active case again after its analysis, and no other', async () => {
    program.select(ann);
    await readings[0]!.answer();
    const end = { jobId: 1, modelId: 'shade', outcome: 'stored', resultId: 1, reason: null };
    listeners.get('analysis.end')({ ...end, caseId: ben });
    expect(readings).toHaveLength(1);
    listeners.get('analysis.end')({ ...end, caseId: ann });
    expect(readings).toHaveLength(2);
    expect(program.openCase?.caseId).toBe(ann);
  });

  it('keeps a failed analysis with its case until the next one begins', () => {
    const reason = { code: 'model-timeout', details: {} };
    listeners.get('analysis.end')({
      jobId: 1,
      caseId: ann,
      modelId: 'shade',
      outcome: 'failed',
      resultId: null,
      reason,
    });
    expect(program.lastFailure.get(ann)).toEqual({ reason, modelId: 'shade' });
    listeners.get('analysis.progress')({
      jobId: 2,
      caseId: ann,
      modelId: 'shade',
      stage: 'queued',
      fraction: 0,
      secondsLeft: null,
    });
    expect(program.lastFailure.has(ann)).toBe(false);
    expect(program.questionsOf(ann).map(({ jobId }) => jobId)).toEqual([2]);
  });

  it('reads a case again whose log has noted that a question failed, and keeps nothing of that itself', async () => {
    const reason = { code: 'model-timeout', details: {} };
    program.select(ann);
    await readings[0]!.answer();
    listeners.get('analysis.end')({
      ...{ jobId: 1, caseId: ann, modelId: 'shade', outcome: 'failed', resultId: null, reason, kept: true },
    });
    expect(program.lastFailure.has(ann)).toBe(false);
    expect(readings.map(({ caseId }) => caseId)).toEqual([ann, ann]);
  });

  it('keeps why one question of a case failed while another one goes on', () => {
    const reason = { code: 'model-timeout', details: {} };
    const at = (jobId: number, stage: string) => ({
      ...{ jobId, caseId: ann, modelId: 'shade', stage, fraction: 0, secondsLeft: null },
    });
    listeners.get('analysis.progress')(at(1, 'run'));
    listeners.get('analysis.progress')(at(2, 'queued'));
    listeners.get('analysis.end')({
      ...{ jobId: 1, caseId: ann, modelId: 'shade', outcome: 'failed', resultId: null, reason },
    });
    listeners.get('analysis.progress')(at(2, 'run'));
    expect(program.lastFailure.get(ann)?.reason).toEqual(reason);
    listeners.get('analysis.progress')(at(3, 'queued'));
    expect(program.lastFailure.has(ann)).toBe(false);
  });

  it('hears of what waits since before there was a page, and of what is newer from what is told meanwhile', async () => {
    const at = (jobId: number, caseId: CaseId, stage: string) => ({
      ...{ jobId, caseId, modelId: 'shade', stage, fraction: 0, secondsLeft: null },
    });
    listeners.get('analysis.progress')(at(2, ben, 'run'));
    listeners.get('analysis.end')({
      ...{ jobId: 1, caseId: ann, modelId: 'shade', outcome: 'cancelled', resultId: null, reason: null },
    });
    await answerQueue([at(1, ann, 'run'), at(2, ben, 'queued'), at(3, cho, 'queued')]);
    expect([...program.queue.values()].map(({ jobId, stage }) => [jobId, stage])).toEqual([
      [2, 'run'],
      [3, 'queued'],
    ]);
    expect(program.questionsOf(cho)).toMatchObject([{ jobId: 3 }]);
    expect(program.questionsOf(ann)).toEqual([]);
  });

  it('says at once when nothing can be saved any more', () => {
    const reason = { code: 'disk-full', details: {} };
    listeners.get('storage.changed')({ state: 'read-only', reason });
    listeners.get('storage.changed')({ state: 'read-only', reason });
    expect(program.state.storage.state).toBe('read-only');
    expect(program.notices).toEqual([reason]);
    listeners.get('storage.changed')({ state: 'ready', reason: null });
    expect(program.notices).toEqual([]);
  });
});
