import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError, type Code } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { IndexProgress } from './calls.ts';
import { MOST_IN_HAND } from './index-limits.ts';
import type { Host } from '../hosting/index.ts';
import { Reader } from './reader.ts';

type Script = (name: string, input: never, progress: (event: IndexProgress) => void) => unknown;
type Options = { onStart: () => void; onDeath: () => void; onStuck: () => void };

/** Stands for the process: answers by script, starts on the first call, dies when told. */
const stage = vi.hoisted(() => ({
  script: (() => null) as Script,
  calls: [] as { name: string; input: unknown }[],
  alive: false,
  options: {} as Options,
}));

vi.mock('../hosting/index.ts', () => ({
  HostedProcess: class {
    constructor(options: Options) {
      stage.options = options;
    }
    get pid() {
      return stage.alive ? 1 : undefined;
    }
    get isRunning() {
      return stage.alive;
    }
    start() {
      if (stage.alive) return;
      stage.alive = true;
      stage.options.onStart();
    }
    async call(name: string, input: never, options: { progress?: (event: IndexProgress) => void }) {
      this.start();
      stage.calls.push({ name, input });
      return stage.script(name, input, options.progress ?? (() => undefined));
    }
    end() {
      stage.alive = false;
    }
  },
}));

function die(code: Code): never {
  stage.alive = false;
  if (code === 'reader-crashed') stage.options.onDeath();
  else stage.options.onStuck();
  throw new CodedError(code);
}

/** Nothing is started: the process is the stage. */
const STARTED = { host: {} as Host, program: { name: 'A reader', entry: 'x' } };
const granted = { id: InstanceId.parse(1), path: '/film.dcm', fileSha256: '0'.repeat(64) };

/** A reader in whose process the walk finds `files`; `kills` says which of them takes the process down now. */
function indexing(files: string[], kills: (file: string, alone: boolean) => Code | null) {
  stage.script = (name, input: { skip: number; careful: number }, progress) => {
    if (name !== 'index') return null;
    progress({ kind: 'found', found: files.length });
    files.slice(input.skip).forEach((path, i) => {
      const alone = i < input.careful;
      if (alone) progress({ kind: 'started', path });
      const code = kills(path, alone);
      if (code) die(code);
      progress({
        kind: 'settled',
        files: [{ at: input.skip + i, path, error: { code: 'not-an-image', details: {} } }],
      });
    });
    return { found: files.length, read: 0, failed: files.length };
  };
  const heard: string[] = [];
  const lost = vi.fn();
  const run = new Reader({ ...STARTED, onLost: lost }).index(['/'], (event) => {
    if (event.kind !== 'found') heard.push(event.kind === 'failed' ? `${event.path} ${event.error.code}` : event.kind);
  });
  return { ...run, heard, lost };
}

beforeEach(() => {
  vi.useFakeTimers();
  stage.calls.length = 0;
  stage.alive = false;
});
afterEach(() => void vi.useRealTimers());

describe('an index in a reader process that dies', () => {
  it('costs the file that kills it, read once more and alone, and no other', async () => {
    const { done, heard, lost } = indexing(['a', 'b', 'c'], (file) => (file === 'b' ? 'codec-timeout' : null));
    expect(await done).toEqual({ found: 3, read: 0, failed: 3 });
    expect(heard).toEqual(['a not-an-image', 'b codec-timeout', 'c not-an-image']);
    const inputs = stage.calls.filter(({ name }) => name === 'index').map(({ input }) => input);
    expect(inputs).toEqual([
      { run: 1, roots: ['/'], skip: 0, careful: 0, known: [] },
      { run: 1, roots: ['/'], skip: 1, careful: MOST_IN_HAND, known: [] },
      { run: 1, roots: ['/'], skip: 2, careful: MOST_IN_HAND - 1, known: [] },
    ]);
    expect(lost).toHaveBeenCalledTimes(2);
  });

  it('blames no file that was only in hand when something else killed it', async () => {
    const { done, heard } = indexing(['a', 'b', 'c'], (_file, alone) => (alone ? null : 'reader-crashed'));
    await done;
    expect(heard).toEqual(['a not-an-image', 'b not-an-image', 'c not-an-image']);
  });

  it('goes on when it dies again before a file was in hand', async () => {
    const { done, heard } = indexing(['a'], (_file, alone) => (alone ? null : 'reader-crashed'));
    const { script } = stage;
    let deaths = 0;
    stage.script = (name, input: { careful?: number }, progress) => {
      if (input.careful && deaths++ < 2) die('reader-crashed');
      return script(name, input as never, progress);
    };
    expect(await done).toMatchObject({ failed: 1 });
    expect(heard).toEqual(['a not-an-image']);
  });

  it('is given up when the process cannot be kept alive at all', async () => {
    stage.script = () => die('reader-crashed');
    await expect(new Reader(STARTED).index(['/'], () => undefined).done).rejects.toThrow('reader-crashed');
    expect(stage.calls.filter(({ name }) => name === 'index').length).toBe(4);
  });

  it('ends quietly when it is being cancelled', async () => {
    let fail: (reason: CodedError) => void = () => undefined;
    stage.script = (name, _input, progress) => {
      if (name !== 'index') return null;
      progress({ kind: 'found', found: 9 });
      return new Promise((_resolve, reject) => (fail = reject));
    };
    const { done, cancel } = new Reader(STARTED).index(['/'], () => undefined);
    await vi.advanceTimersByTimeAsync(0);
    cancel();
    fail(new CodedError('reader-crashed'));
    expect(await done).toEqual({ found: 9, read: 0, failed: 0 });
  });

  it('is told which index to stop, and which to let rest, through a restart too', async () => {
    stage.script = (name) => (name === 'index' ? new Promise(() => undefined) : null);
    const reader = new Reader(STARTED);
    const [one, two] = [1, 2].map(() => reader.index(['/'], () => undefined));
    await vi.advanceTimersByTimeAsync(0);
    two?.pause(true);
    one?.cancel();
    expect(stage.calls.filter(({ name }) => name.startsWith('index.'))).toEqual([
      { name: 'index.pause', input: { run: 2, paused: true } },
      { name: 'index.cancel', input: { run: 1 } },
    ]);
  });

  it('waits where the process died too often, and then reads the rest', async () => {
    const files = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { done, heard, lost } = indexing(files, (file) => (file === 'f' ? null : 'reader-crashed'));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(heard).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await done).toMatchObject({ failed: 6 });
    expect(heard.slice(4)).toEqual(['e reader-crashed', 'f not-an-image']);
    expect(lost).toHaveBeenCalledTimes(6);
  });
});

describe('granting', () => {
  it('waits for nobody, and a busy process is told', async () => {
    stage.script = () => new Promise(() => undefined);
    const reader = new Reader(STARTED);
    reader.start();
    await reader.grant([granted]);
    expect(stage.calls).toEqual([{ name: 'grant', input: { instances: [granted] } }]);
  });

  it('starts no process, and one that starts is told all of it', async () => {
    stage.script = () => null;
    const reader = new Reader(STARTED);
    await reader.grant([granted]);
    await reader.grant([]);
    expect([stage.alive, stage.calls]).toEqual([false, []]);
    await reader.summary(granted.id);
    expect(stage.calls.map(({ name }) => name)).toEqual(['grant', 'pixels.summary']);
  });

  it('is told once, and again where the file is another one', async () => {
    stage.script = () => null;
    const reader = new Reader(STARTED);
    reader.start();
    await reader.grant([granted]);
    await reader.grant([granted]);
    expect(stage.calls).toHaveLength(1);
    await reader.grant([{ ...granted, fileSha256: '1'.repeat(64) }]);
    expect(stage.calls).toHaveLength(2);
  });

  it('crosses in one message where it is done in one go, and before whatever is asked next', async () => {
    stage.script = () => null;
    const reader = new Reader(STARTED);
    reader.start();
    const other = { ...granted, id: InstanceId.parse(2) };
    void reader.grant([granted]);
    void reader.grant([other]);
    await reader.summary(other.id);
    expect(stage.calls).toEqual([
      { name: 'grant', input: { instances: [granted, other] } },
      { name: 'pixels.summary', input: { instanceId: other.id } },
    ]);
  });

  it('fails nobody when the process dies of it, and is repeated to the next', async () => {
    stage.script = () => die('codec-timeout');
    const reader = new Reader(STARTED);
    reader.start();
    await reader.grant([granted]);
    stage.script = () => null;
    reader.start();
    expect(stage.calls.at(-1)).toEqual({ name: 'grant', input: { instances: [granted] } });
  });
});

describe('a reader that dies again and again', () => {
  const port = () => {
    const sent: unknown[] = [];
    return Object.assign(new EventEmitter(), {
      sent,
      start: vi.fn(),
      postMessage: (message: unknown) => sent.push(message),
    });
  };

  it('stays down for half a minute: calls fail at once, ports are answered, then they are handed over', async () => {
    const lost = vi.fn();
    const reader = new Reader({ ...STARTED, onLost: lost });
    stage.script = () => die('reader-crashed');
    for (let i = 0; i < 6; i++) await expect(reader.summary(granted.id)).rejects.toThrow('reader-crashed');
    expect(lost).toHaveBeenCalledTimes(6);
    stage.script = () => null;
    stage.calls.length = 0;
    await expect(reader.summary(granted.id)).rejects.toThrow('reader-crashed');
    reader.start();
    expect([stage.alive, stage.calls]).toEqual([false, []]);

    const [page, closed] = [port(), port()];
    void reader.connect(page as never);
    void reader.connect(closed as never);
    page.emit('message', { data: { id: 8, kind: 'frame', instanceId: 1, frame: 0 } });
    expect(page.sent).toEqual([{ id: 8, kind: 'error', error: { code: 'reader-crashed', details: {} } }]);
    closed.emit('close');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(stage.calls.map(({ name }) => name)).toEqual(['connect']);
    expect(page.listenerCount('message')).toBe(0);
    reader.end();
  });
});
