import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError, type Code } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { IndexEvent } from './calls.ts';
import { Reader } from './reader.ts';

type Script = (name: string, input: never, progress: (event: IndexEvent) => void) => unknown;
type Options = { onStart: () => void; onDeath: () => void };

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
    start() {
      if (stage.alive) return;
      stage.alive = true;
      stage.options.onStart();
    }
    async call(name: string, input: never, options: { progress?: (event: IndexEvent) => void }) {
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
  throw new CodedError(code);
}

const failed = (path: string, code: Code): IndexEvent => ({ kind: 'failed', path, error: { code, details: {} } });
const granted = { id: InstanceId.parse(1), path: '/film.dcm', fileSha256: '0'.repeat(64) };

beforeEach(() => {
  stage.calls.length = 0;
  stage.alive = false;
});

describe('the reader process', () => {
  it('that dies while indexing costs one file, and the others are read', async () => {
    stage.script = (name, input: { skip: number; blame?: Code }, progress) => {
      if (name !== 'index') return null;
      progress({ kind: 'found', found: 3 });
      if (input.skip === 0) {
        progress(failed('a', 'not-an-image'));
        die('codec-timeout');
      }
      if (input.blame) progress(failed('b', input.blame));
      progress(failed('c', 'not-an-image'));
      return { found: 3, read: 0, failed: 2 };
    };
    const heard: string[] = [];
    const lost = vi.fn();
    const { done } = new Reader({ entry: 'x', onLost: lost }).index(['/'], (event) => {
      if (event.kind === 'failed') heard.push(`${event.path} ${event.error.code}`);
    });
    expect(await done).toEqual({ found: 3, read: 0, failed: 3 });
    expect(heard).toEqual(['a not-an-image', 'b codec-timeout', 'c not-an-image']);
    expect(stage.calls.map(({ input }) => input)).toEqual([
      { roots: ['/'], skip: 0 },
      { roots: ['/'], skip: 1, blame: 'codec-timeout' },
    ]);
    expect(lost).toHaveBeenCalledTimes(1);
  });

  it('that cannot be kept alive at all is given up', async () => {
    stage.script = () => die('reader-crashed');
    await expect(new Reader({ entry: 'x' }).index(['/'], () => undefined).done).rejects.toThrow('reader-crashed');
    expect(stage.calls.length).toBe(1);
  });

  it('that dies while an index is being cancelled ends the index quietly', async () => {
    let fail: (reason: CodedError) => void = () => undefined;
    stage.script = (name, _input, progress) => {
      if (name !== 'index') return null;
      progress({ kind: 'found', found: 9 });
      return new Promise((_resolve, reject) => (fail = reject));
    };
    const { done, cancel } = new Reader({ entry: 'x' }).index(['/'], () => undefined);
    cancel();
    fail(new CodedError('reader-crashed'));
    expect(await done).toEqual({ found: 9, read: 0, failed: 0 });
  });

  it('is granted again after a restart what it was granted before', async () => {
    stage.script = () => null;
    const reader = new Reader({ entry: 'x' });
    await reader.grant([granted]);
    stage.alive = false;
    reader.start();
    expect(stage.calls.at(-1)).toEqual({ name: 'grant', input: { instances: [granted] } });
  });
});
