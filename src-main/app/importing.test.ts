import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError, type Coded } from '../../src-shared/contract/coded.ts';
import { ImportProgress } from '../../src-shared/contract/records.ts';
import { film } from '../caselog/examples.ts';
import type { CaseLogCalls } from '../caselog/index.ts';
import type { IndexEvent, IndexOutcome, IndexWishes } from '../reading/index.ts';
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

type Imported = CaseLogCalls['instance.import'];
type SeenFile = CaseLogCalls['files.seen']['output']['files'][number];
type End = Imported['output'] | Coded;

let instances = 0;
const filedAs = (caseId: number) =>
  ({ caseId, instanceId: (instances += 1), isNew: true }) as never as Imported['output'];

/** An import whose reader and log do what the test says; `told` is all that the page hears. */
function room(
  file: (input: Imported['input']) => End | Promise<End> = () => filedAs(1),
  { seen = [] as SeenFile[] } = {},
) {
  const told: ImportProgress[] = [];
  const roots: string[][] = [];
  const forgotten: string[] = [];
  const transactions: string[][] = [];
  let event: (event: IndexEvent) => void = () => undefined;
  let finish: (outcome: IndexOutcome) => void = () => undefined;
  let stop: (reason: unknown) => void = () => undefined;
  let wishes: IndexWishes = {};
  const cancel = vi.fn(() => finish({ found: 0, read: 0, failed: 0 }));
  const pause = vi.fn();
  const call = vi.fn(async (name: string, input: never) => {
    if (name === 'files.seen') return { files: seen };
    if (name === 'files.forget') return void forgotten.push(...(input as { paths: string[] }).paths);
    const many = (input as { instances: Imported['input'][] }).instances;
    transactions.push(many.map(({ sourceName }) => sourceName));
    const filed = [];
    for (const one of many) {
      const end = await file(one);
      filed.push('code' in end ? { error: end } : end);
    }
    return { filed };
  });
  const importing = new Importing(
    {
      reader: {
        index: (paths, onEvent, given = {}) => {
          roots.push([...paths]);
          event = onEvent;
          wishes = given;
          const done = new Promise<IndexOutcome>((resolve, reject) => ([finish, stop] = [resolve, reject]));
          return { done, cancel, pause };
        },
      },
      log: { call: call as never },
    },
    (progress) => told.push(progress),
  );
  const start = async (...places: string[]) => {
    const jobId = importing.start(places.length > 0 ? places : ['/']);
    await vi.waitFor(() => expect(roots).not.toEqual([]));
    return jobId;
  };
  const end = async (found = 0) => {
    finish({ found, read: 0, failed: 0 });
    await vi.waitFor(() => expect(told.at(-1)?.state).not.toBe('running'));
    return told.at(-1)!;
  };
  return {
    importing,
    told,
    roots,
    forgotten,
    transactions,
    call,
    cancel,
    pause,
    start,
    end,
    hear: (...events: IndexEvent[]) => events.forEach((each) => event(each)),
    unchanged: (file: string) => wishes.onUnchanged?.(file),
    known: () => wishes.known,
    stop: (reason: unknown) => stop(reason),
  };
}

describe('importing', () => {
  it('files every picture that was read, with its file name beside its path, and tells its case', async () => {
    let caseId = 10;
    const filed: Imported['input'][] = [];
    const at = room((input) => {
      filed.push(input);
      return filedAs((caseId += 1));
    });
    const jobId = await at.start('/media/stick');
    expect(at.roots).toEqual([['/media/stick']]);
    at.hear(found(2), read(1), read(2));
    const last = await at.end(2);
    expect(filed).toEqual([
      expect.objectContaining({ path: '/media/stick/Doe^Jane/film-1.dcm', sourceName: 'film-1.dcm' }),
      expect.objectContaining({ sourceName: 'film-2.dcm', modifiedMs: 17, description: film(2) }),
    ]);
    expect(last).toEqual({
      jobId,
      found: 2,
      read: 2,
      failed: [],
      failedCount: 0,
      notes: [],
      caseIds: [11, 12],
      state: 'done',
      reason: null,
    });
  });

  it('tells how many files are copies of others, and their names, also when they are met again', async () => {
    const instanceOf: Record<string, number> = {
      'film-1.dcm': 71,
      'film-2.dcm': 71,
      'film-3.dcm': 72,
      'film-4.dcm': 71,
    };
    const at = room(({ sourceName }) => ({ ...filedAs(1), instanceId: instanceOf[sourceName] }) as never);
    await at.start();
    at.hear(read(1), read(2), read(3), read(4));
    const { notes } = await at.end();
    expect(notes).toEqual([{ code: 'instance-duplicate', details: { count: 2, files: 'film-2.dcm, film-4.dcm' } }]);

    const seen = [1, 2].map((n) => ({ path: `/media/stick/Doe^Jane/film-${n}.dcm`, caseId: 1, instanceId: 71 }));
    const again = room(undefined, { seen: seen as never });
    await again.start('/media/stick');
    seen.forEach(({ path }) => again.unchanged(path));
    const last = await again.end();
    expect(last.notes).toEqual([{ code: 'instance-duplicate', details: { count: 1, files: 'film-2.dcm' } }]);
  });

  it('files the first at once and what comes meanwhile together, in the order of reading', async () => {
    const at = room(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return filedAs(1);
    });
    await at.start();
    at.hear(...Array.from({ length: 300 }, (_, i) => read(i + 1)));
    await at.end();
    expect(at.transactions.map(({ length }) => length)).toEqual([1, 128, 128, 43]);
    expect(at.transactions.flat()).toEqual(Array.from({ length: 300 }, (_, i) => `film-${i + 1}.dcm`));
  });

  it('lets reading rest while filing is far behind, and only then', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const at = room(async () => {
      await gate;
      return filedAs(1);
    });
    await at.start();
    at.hear(...Array.from({ length: 1500 }, (_, i) => read(i)));
    expect(at.pause).not.toHaveBeenCalled();
    at.hear(...Array.from({ length: 1000 }, (_, i) => read(1500 + i)));
    expect(at.pause.mock.calls).toEqual([[true]]);
    go();
    await vi.waitFor(() => expect(at.pause.mock.calls).toEqual([[true], [false]]));
    expect((await at.end()).read).toBe(2500);
  });

  it('rests when it is told to, and not the less because filing has caught up', async () => {
    const at = room();
    const jobId = await at.start();
    at.importing.pause(jobId, true);
    at.hear(...Array.from({ length: 2500 }, (_, i) => read(i)));
    await vi.waitFor(() => expect(at.transactions.flat()).toHaveLength(2500));
    expect(at.pause.mock.lastCall).toEqual([true]);
    at.importing.pause(jobId, false);
    expect(at.pause.mock.lastCall).toEqual([false]);
    await at.end();
  });

  it('names a case once, however many of its pictures came', async () => {
    const at = room(() => filedAs(7));
    await at.start();
    at.hear(read(1), read(2), read(3));
    expect(await at.end()).toMatchObject({ read: 3, caseIds: [7] });
  });

  it('goes on behind a file that cannot be read and one that cannot be filed, and names both', async () => {
    const at = room(({ sourceName }) => {
      return sourceName === 'film-2.dcm' ? { code: 'patient-mismatch', details: {} } : filedAs(1);
    });
    await at.start();
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

  it('says of files that a full disk kept out of the worklist that it was they, and speaks of nothing that was typed', async () => {
    const at = room(() => ({ code: 'disk-full', details: {} }));
    await at.start();
    at.hear(read(1));
    expect((await at.end()).failed).toEqual([
      { name: 'film-1.dcm', reason: { code: 'disk-full', details: { unkept: 'imported-file' } } },
    ]);
  });

  it('never tells the page a path', async () => {
    const at = room(() => ({ code: 'dicom-uid-conflict', details: {} }));
    await at.start('/media/stick');
    at.hear(failed('/media/stick/Doe^Jane/a.txt'), read(1));
    await at.end();
    expect(at.told.length).toBeGreaterThan(0);
    expect(JSON.stringify(at.told)).not.toMatch(/stick|Doe/);
    for (const progress of at.told) expect(ImportProgress.strict().parse(progress)).toEqual(progress);
  });

  it('counts every failure and lists the first 200', async () => {
    const at = room();
    await at.start();
    at.hear(...Array.from({ length: 250 }, (_, i) => failed(`/x/${i}.txt`)), read(1));
    const last = await at.end();
    expect([last.failedCount, last.failed.length, last.failed[0]?.name]).toEqual([250, 200, '0.txt']);
  });

  it('says so when not one file was readable', async () => {
    const at = room();
    await at.start();
    at.hear(found(1), failed('/x/a.txt'));
    expect(await at.end()).toMatchObject({
      state: 'done',
      read: 0,
      reason: { code: 'nothing-readable', details: {} },
    });
  });

  it('keeps what was read when the reader is lost for good, and says why it stopped', async () => {
    const at = room();
    await at.start();
    at.hear(read(1));
    at.stop(new CodedError('reader-crashed'));
    expect(await at.end()).toMatchObject({ state: 'done', read: 1, reason: { code: 'reader-crashed' } });
  });

  it('keeps what was read when it is cancelled, and calls that no failure', async () => {
    const at = room();
    const jobId = await at.start();
    at.hear(read(1));
    at.importing.cancel(jobId);
    expect(at.cancel).toHaveBeenCalledTimes(1);
    expect(await at.end()).toMatchObject({ state: 'cancelled', read: 1, reason: null });
  });

  it('does not call an import without a file "nothing readable" when it was cancelled', async () => {
    const at = room();
    at.importing.cancel(await at.start());
    expect(await at.end()).toMatchObject({ state: 'cancelled', reason: null });
  });

  it('leaves a running import alone when another or an ended one is cancelled', async () => {
    const at = room();
    const jobId = await at.start();
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
    await at.start();
    expect(at.told.map(({ state }) => state)).toEqual(['running']);
    at.hear(...Array.from({ length: 1000 }, (_, i) => found(i)));
    expect(at.told.length).toBe(1);
    vi.advanceTimersByTime(200);
    at.hear(found(1001), found(1002));
    expect(at.told.map((each) => each.found)).toEqual([0, 1001]);
    expect((await at.end(1002)).found).toBe(1002);
  });

  it('is told a little later where nothing happens any more', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const at = room();
    at.importing.start(['/']);
    await vi.advanceTimersByTimeAsync(0);
    at.hear(found(7));
    await vi.advanceTimersByTimeAsync(150);
    expect(at.told.at(-1)?.found).toBe(7);
    const { length } = at.told;
    await vi.advanceTimersByTimeAsync(5000);
    expect(at.told).toHaveLength(length);
  });

  it('that was told once does not change afterwards', async () => {
    const at = room();
    await at.start();
    const [first] = at.told;
    const before = structuredClone(first);
    at.hear(failed('/x/a.txt'), read(1));
    await at.end();
    expect(first).toEqual(before);
  });
});

describe('importing what was read before', () => {
  const seenAt = (path: string, n: number) =>
    ({ path, size: 1, modifiedMs: 1, caseId: n, instanceId: n }) as never as SeenFile;

  it('asks the log, opens nothing that is as it was, and names its case', async () => {
    const files = [seenAt('/stick/a', 5), seenAt('/stick/b', 6)];
    const at = room(undefined, { seen: files });
    await at.start('/stick');
    expect(at.call.mock.calls[0]).toEqual(['files.seen', { roots: ['/stick'] }]);
    expect(at.known()).toEqual(files);
    at.unchanged('/stick/a');
    at.unchanged('/stick/b');
    expect(await at.end()).toMatchObject({ read: 2, failedCount: 0, caseIds: [5, 6], state: 'done', reason: null });
    expect(at.transactions).toEqual([]);
  });

  it('tells of a file that has gone, and forgets it', async () => {
    const at = room(undefined, { seen: [seenAt('/stick/a', 5), seenAt('/stick/b', 6)] });
    await at.start('/stick');
    at.unchanged('/stick/a');
    const last = await at.end();
    expect(last.failed).toEqual([{ name: 'b', reason: { code: 'source-gone', details: {} } }]);
    expect(at.forgotten).toEqual(['/stick/b']);
  });

  it('does not call gone what was moved, was changed, or could not be read', async () => {
    const seen = [seenAt('/stick/moved', 5), seenAt('/stick/changed', 6), seenAt('/stick/broken', 7)];
    const at = room(() => ({ ...filedAs(1), instanceId: 5 as never }), { seen });
    await at.start('/stick');
    const here = read(1) as Extract<IndexEvent, { kind: 'instance' }>;
    at.hear({ ...here, path: '/stick/to/moved' }, { ...here, path: '/stick/changed' }, failed('/stick/broken'));
    const last = await at.end();
    expect(last.failed.map(({ name }) => name)).toEqual(['broken']);
    expect(at.forgotten).toEqual(['/stick/moved']);
  });

  it('does not list the files of a place that is not there at all', async () => {
    const at = room(undefined, { seen: [seenAt('/stick/a', 5), seenAt('/other/b', 6)] });
    await at.start('/stick', '/other');
    at.hear({ kind: 'failed', path: '/stick', error: { code: 'source-gone', details: {} } });
    expect((await at.end()).failed.map(({ name }) => name)).toEqual(['stick', 'b']);
    expect(at.forgotten).toEqual(['/other/b']);
  });

  it('calls nothing gone when it was cancelled', async () => {
    const at = room(undefined, { seen: [seenAt('/stick/a', 5)] });
    at.importing.cancel(await at.start('/stick'));
    expect(await at.end()).toMatchObject({ failedCount: 0, state: 'cancelled' });
  });

  it('reads everything where the log does not answer', async () => {
    const at = room();
    at.call.mockRejectedValueOnce(new CodedError('internal-error'));
    await at.start('/stick');
    expect(at.known()).toEqual([]);
    at.hear(read(1));
    expect((await at.end()).read).toBe(1);
  });
});
