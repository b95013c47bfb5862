import { describe, expect, it } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { film } from '../caselog/examples.ts';
import type { IndexEvent, IndexWishes } from '../reading/index.ts';
import { eachFilm, type FilmListener } from './films.ts';

const read = (n: number): IndexEvent => ({
  kind: 'instance',
  path: `/films/${n}.dcm`,
  modifiedMs: 1,
  description: film(n),
});
const bad: IndexEvent = { kind: 'failed', path: '/films/bad', error: { code: 'not-an-image', details: {} } };

/** A reader that tells what the test lets it, and what it heard of. */
function reader() {
  const heard = { granted: [] as number[], cancelled: false, wishes: {} as IndexWishes };
  let tell: (event: IndexEvent) => void = () => undefined;
  let finish: () => void = () => undefined;
  return {
    heard,
    tell: (event: IndexEvent) => tell(event),
    finish: () => finish(),
    index: (_paths: unknown, on: (event: IndexEvent) => void, wishes: IndexWishes = {}) => {
      tell = on;
      heard.wishes = wishes;
      const done = new Promise<never>((resolve) => (finish = () => resolve({} as never)));
      return { done, pause: () => undefined, cancel: () => ((heard.cancelled = true), finish()) };
    },
    grant: async (instances: readonly { id: number }[]) => void heard.granted.push(...instances.map(({ id }) => id)),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function scene() {
  const files = reader();
  const told: string[] = [];
  const open: (() => void)[] = [];
  const listener: FilmListener = {
    film: ({ id }) => {
      told.push(`film ${id}`);
      return new Promise((resolve) => open.push(resolve));
    },
    next: ({ id }) => void told.push(`next ${id}`),
    document: () => undefined,
    failed: (path) => void told.push(path),
    progress: () => undefined,
  };
  return { files, told, open, listener };
}

describe('the films of a folder', () => {
  it('are read beside a network where one is asked about them', async () => {
    const { files, listener } = scene();
    const all = eachFilm(files, ['/films'], new AbortController().signal, listener, { besideNetwork: true });
    await settled();
    expect(files.heard.wishes).toMatchObject({ besideNetwork: true });
    files.finish();
    await all;
  });

  it('are handed over one after the other, and while one is in hand the next is told, all granted as they come', async () => {
    const { files, told, open, listener } = scene();
    const all = eachFilm(files, ['/films'], new AbortController().signal, listener);
    for (const n of [1, 2, 3]) files.tell(read(n));
    await settled();
    expect(told).toEqual(['film 1', 'next 2']);
    expect(files.heard.granted).toEqual([1, 2, 3]);
    open[0]!();
    await settled();
    expect(told.slice(2)).toEqual(['film 2', 'next 3']);
    open[1]!();
    await settled();
    expect(told.slice(4)).toEqual(['film 3']);
    files.tell(read(4));
    await settled();
    expect(told.slice(5)).toEqual(['next 4']);
    files.finish();
    open[2]!();
    await settled();
    open[3]!();
    expect(await all).toMatchObject({ read: 4 });
  });

  it('are told of some films ahead where that is wished, each once and in order', async () => {
    const { files, told, open, listener } = scene();
    const all = eachFilm(files, ['/films'], new AbortController().signal, listener, { ahead: 3 });
    for (const n of [1, 2, 3]) files.tell(read(n));
    await settled();
    for (const n of [4, 5, 6]) files.tell(read(n));
    await settled();
    expect(told).toEqual(['film 1', 'next 2', 'next 3', 'next 4']);
    open[0]!();
    await settled();
    expect(told.slice(4)).toEqual(['film 2', 'next 5']);
    files.finish();
    for (const n of [1, 2, 3, 4, 5]) {
      open[n]!();
      await settled();
    }
    expect(told.slice(6)).toEqual(['film 3', 'next 6', 'film 4', 'film 5', 'film 6']);
    expect(await all).toMatchObject({ read: 6 });
  });

  it('are read at once, but told only after what they wait for', async () => {
    const { files, told, open, listener } = scene();
    let ready: () => void = () => undefined;
    const after = new Promise<void>((resolve) => (ready = resolve));
    const all = eachFilm(files, ['/films'], new AbortController().signal, listener, { after });
    files.tell(bad);
    files.tell(read(1));
    files.finish();
    await settled();
    expect(told).toEqual([]);
    ready();
    await settled();
    expect(told).toEqual(['/films/bad', 'film 1']);
    open[0]!();
    expect(await all).toMatchObject({ read: 1, failed: 1 });
  });

  it('are left where what they wait for fails: reading ends, and the reason is passed on', async () => {
    const { files, told, listener } = scene();
    const after = Promise.reject(new CodedError('model-missing'));
    const all = eachFilm(files, ['/films'], new AbortController().signal, listener, { after });
    files.tell(read(1));
    await expect(all).rejects.toThrow('model-missing');
    expect(told).toEqual([]);
    expect(files.heard.cancelled).toBe(true);
  });

  it('are left so without a failure that nobody awaits, however long reading takes to end', async () => {
    const { files, listener } = scene();
    const unawaited: unknown[] = [];
    const notice = (reason: unknown) => void unawaited.push(reason);
    process.on('unhandledRejection', notice);
    let fail: (reason: Error) => void = () => undefined;
    const after = new Promise((_resolve, reject) => (fail = reject));
    const slow = {
      ...files,
      index: (...given: Parameters<typeof files.index>) => ({ ...files.index(...given), cancel: () => undefined }),
    };
    const all = eachFilm(slow, ['/films'], new AbortController().signal, listener, { after });
    all.catch(() => undefined);
    files.tell(read(1));
    fail(new CodedError('model-missing'));
    await settled();
    await settled();
    files.finish();
    await expect(all).rejects.toMatchObject({ code: 'model-missing' });
    process.off('unhandledRejection', notice);
    expect(unawaited).toEqual([]);
  });

  it('are not begun after an interruption', async () => {
    const { files, told, open, listener } = scene();
    const stop = new AbortController();
    const all = eachFilm(files, ['/films'], stop.signal, listener);
    for (const n of [1, 2]) files.tell(read(n));
    await settled();
    stop.abort();
    open[0]!();
    await all;
    expect(told).toEqual(['film 1', 'next 2']);
    expect(files.heard.cancelled).toBe(true);
  });
});
