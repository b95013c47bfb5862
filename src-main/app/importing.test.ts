import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError, type Coded } from '../../src-shared/contract/coded.ts';
import { ImportProgress } from '../../src-shared/contract/records.ts';
import { film } from '../caselog/examples.ts';
import type { IndexEvent, IndexOutcome } from '../reading/index.ts';
import { Importing } from './importing.ts';

const notAnImage: Coded = { code: 'not-an-image', details: {} };
const found = (count: number): IndexEvent => ({ kind: 'found', found: count });
const failed = (path: string): IndexEvent => ({ kind: 'failed', path, error: notAnImage });
const read = (n: number): IndexEvent => ({
  kind: 'instance',
  path: `/media/stick/Doe^Jane/film-${n}.dcm`,
  modifiedMs: 17,
  description: film(n),
});

/** An import whose reader and log do what the test says; `told` is all that the page hears. */
function room(file: (input: { path: string; sourceName: string }) => unknown = () => ({ caseId: 1 })) {
  const told: ImportProgress[] = [];
  const roots: string[][] = [];
  let event: (event: IndexEvent) => void = () => undefined;
  let finish: (outcome: IndexOutcome) => void = () => undefined;
  let stop: (reason: unknown) => void = () => undefined;
  const cancel = vi.fn(() => finish({ found: 0, read: 0, failed: 0 }));
  const call = vi.fn(async (_name: string, input: never) => file(input));
  const importing = new Importing(
    {
      reader: {
        index: (paths, onEvent) => {
          roots.push([...paths]);
          event = onEvent;
          const done = new Promise<IndexOutcome>((resolve, reject) => ([finish, stop] = [resolve, reject]));
          return { done, cancel };
        },
      },
      log: { call: call as never },
    },
    (progress) => told.push(progress),
  );
  const end = async () => {
    finish({ found: 0, read: 0, failed: 0 });
    await vi.waitFor(() => expect(told.at(-1)?.state).not.toBe('running'));
    return told.at(-1)!;
  };
  return {
    importing,
    told,
    roots,
    call,
    cancel,
    end,
    hear: (...events: IndexEvent[]) => events.forEach((each) => event(each)),
    stop: (reason: unknown) => stop(reason),
  };
}

describe('importing', () => {
  it('files every picture that was read, with its file name beside its path, and tells its case', async () => {
    let caseId = 10;
    const at = room(() => ({ caseId: (caseId += 1) }));
    const jobId = at.importing.start(['/media/stick']);
    expect(at.roots).toEqual([['/media/stick']]);
    at.hear(found(2), read(1), read(2));
    const last = await at.end();
    expect(at.call.mock.calls.map(([name, input]) => [name, input])).toEqual([
      [
        'instance.import',
        expect.objectContaining({ path: '/media/stick/Doe^Jane/film-1.dcm', sourceName: 'film-1.dcm' }),
      ],
      ['instance.import', expect.objectContaining({ sourceName: 'film-2.dcm', modifiedMs: 17, description: film(2) })],
    ]);
    expect(last).toEqual({
      jobId,
      found: 2,
      read: 2,
      failed: [],
      failedCount: 0,
      caseIds: [11, 12],
      state: 'done',
      reason: null,
    });
  });

  it('files one after the other, in the order of reading', async () => {
    const filed: string[] = [];
    let filing = 0;
    const at = room(async ({ sourceName }) => {
      expect((filing += 1)).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      filed.push(sourceName);
      filing -= 1;
      return { caseId: 1 };
    });
    at.importing.start(['/']);
    at.hear(...[1, 2, 3, 4, 5].map(read));
    await at.end();
    expect(filed).toEqual([1, 2, 3, 4, 5].map((n) => `film-${n}.dcm`));
  });

  it('names a case once, however many of its pictures came', async () => {
    const at = room(() => ({ caseId: 7 }));
    at.importing.start(['/']);
    at.hear(read(1), read(2), read(3));
    expect(await at.end()).toMatchObject({ read: 3, caseIds: [7] });
  });

  it('goes on behind a file that cannot be read and one that cannot be filed, and names both', async () => {
    const at = room(({ sourceName }) => {
      if (sourceName === 'film-2.dcm') throw new CodedError('patient-mismatch');
      return { caseId: 1 };
    });
    at.importing.start(['/']);
    at.hear(failed('/media/stick/Doe^Jane/letter.docx'), read(1), read(2), read(3));
    expect(await at.end()).toMatchObject({
      read: 2,
      failedCount: 2,
      failed: [
        { name: 'letter.docx', reason: notAnImage },
        { name: 'film-2.dcm', reason: { code: 'patient-mismatch', details: {} } },
      ],
      state: 'done',
      reason: null,
    });
  });

  it('never tells the page a path', async () => {
    const at = room(() => {
      throw new CodedError('dicom-uid-conflict');
    });
    at.importing.start(['/media/stick']);
    at.hear(failed('/media/stick/Doe^Jane/a.txt'), read(1));
    await at.end();
    expect(at.told.length).toBeGreaterThan(0);
    expect(JSON.stringify(at.told)).not.toMatch(/stick|Doe/);
    for (const progress of at.told) expect(ImportProgress.strict().parse(progress)).toEqual(progress);
  });

  it('counts every failure and lists the first 200', async () => {
    const at = room();
    at.importing.start(['/']);
    at.hear(...Array.from({ length: 250 }, (_, i) => failed(`/x/${i}.txt`)), read(1));
    const last = await at.end();
    expect([last.failedCount, last.failed.length, last.failed[0]?.name]).toEqual([250, 200, '0.txt']);
  });

  it('says so when not one file was readable', async () => {
    const at = room();
    at.importing.start(['/']);
    at.hear(found(1), failed('/x/a.txt'));
    expect(await at.end()).toMatchObject({
      state: 'done',
      read: 0,
      reason: { code: 'nothing-readable', details: {} },
    });
  });

  it('keeps what was read when the reader is lost for good, and says why it stopped', async () => {
    const at = room();
    at.importing.start(['/']);
    at.hear(read(1));
    at.stop(new CodedError('reader-crashed'));
    expect(await at.end()).toMatchObject({ state: 'done', read: 1, reason: { code: 'reader-crashed' } });
  });

  it('keeps what was read when it is cancelled, and calls that no failure', async () => {
    const at = room();
    const jobId = at.importing.start(['/']);
    at.hear(read(1));
    at.importing.cancel(jobId);
    expect(at.cancel).toHaveBeenCalledTimes(1);
    expect(await at.end()).toMatchObject({ state: 'cancelled', read: 1, reason: null });
  });

  it('does not call an import without a file "nothing readable" when it was cancelled', async () => {
    const at = room();
    at.importing.cancel(at.importing.start(['/']));
    expect(await at.end()).toMatchObject({ state: 'cancelled', reason: null });
  });

  it('leaves a running import alone when another or an ended one is cancelled', async () => {
    const at = room();
    const jobId = at.importing.start(['/']);
    at.importing.cancel((jobId + 1) as typeof jobId);
    await at.end();
    at.importing.cancel(jobId);
    expect(at.cancel).not.toHaveBeenCalled();
  });

  it('gives every import a number of its own', () => {
    const at = room();
    const numbers = Array.from({ length: 20 }, () => at.importing.start(['/']));
    expect(new Set(numbers).size).toBe(20);
  });
});

describe('the progress of an import', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => vi.useRealTimers());

  it('is told at once, then now and then, and at last', async () => {
    const at = room();
    vi.advanceTimersByTime(1000);
    at.importing.start(['/']);
    expect(at.told.map(({ state }) => state)).toEqual(['running']);
    at.hear(...Array.from({ length: 1000 }, (_, i) => found(i)));
    expect(at.told.length).toBe(1);
    vi.advanceTimersByTime(200);
    at.hear(found(1001), found(1002));
    expect(at.told.map((each) => each.found)).toEqual([0, 1001]);
    expect((await at.end()).found).toBe(1002);
  });

  it('that was told once does not change afterwards', async () => {
    const at = room();
    at.importing.start(['/']);
    const [first] = at.told;
    const before = structuredClone(first);
    at.hear(failed('/x/a.txt'), read(1));
    await at.end();
    expect(first).toEqual(before);
  });
});
