import { describe, expect, it } from 'vitest';
import { CodedError, type Code } from '../../src-shared/contract/coded.ts';
import type { IndexEvent, IndexProgress, KnownFile, ReaderCalls } from './calls.ts';
import { indexAcrossDeaths, type IndexWishes } from './index-run.ts';

type Input = Omit<ReaderCalls['index']['input'], 'run'>;
type Kills = (file: string, alone: boolean) => Code | null;

const description = { gate: {} } as never;

/** An index of `files` in processes that die as `kills` says; at most `ahead` files are in hand. */
function running(files: string[], kills: Kills, { ahead = 2, wishes = {} as IndexWishes } = {}) {
  const inputs: Input[] = [];
  const heard: string[] = [];
  const cancel = new AbortController();
  const attempt = async (input: Input, tell: (event: IndexProgress) => void) => {
    inputs.push(input);
    tell({ kind: 'found', found: files.length });
    const describe = (at: number) => {
      const path = files[at] as string;
      const alone = at < input.skip + input.careful;
      if (alone) tell({ kind: 'started', path });
      const code = kills(path, alone);
      if (code) throw new CodedError(code);
      tell({ kind: 'described', files: [{ at, path, modifiedMs: at, description }] });
    };
    const settle = (at: number) => {
      const path = files[at] as string;
      const passed = input.known.some((known) => known.path === path);
      tell({
        kind: 'settled',
        files: [{ at, path, ...(passed ? { passed: 'unchanged' } : { sha256: `hash of ${path}` }) }],
      });
    };
    for (let at = input.skip; at < files.length + ahead; at++) {
      if (at < files.length) describe(at);
      const one = at < input.skip + input.careful ? at : at - ahead;
      if (one >= input.skip && one < files.length) settle(one);
    }
    return { found: files.length, read: 0, failed: 0 };
  };
  const hear = (event: IndexEvent) => {
    if (event.kind === 'instance') heard.push(`${event.path} ${event.description.fileSha256}`);
    if (event.kind === 'failed') heard.push(`${event.path} ${event.error.code}`);
  };
  const done = indexAcrossDeaths({ attempt, back: () => Promise.resolve() }, ['/'], hear, cancel.signal, wishes);
  return { done, heard, inputs, cancel };
}

describe('an index', () => {
  it('puts headers and hashes together, and counts', async () => {
    let headers = 0;
    const { done, heard, inputs } = running(['a', 'b', 'c'], () => null, {
      wishes: { onHeaders: (read) => (headers = read) },
    });
    expect(await done).toEqual({ found: 3, read: 3, failed: 0 });
    expect(heard).toEqual(['a hash of a', 'b hash of b', 'c hash of c']);
    expect(inputs).toEqual([{ roots: ['/'], skip: 0, careful: 0, known: [] }]);
    expect(headers).toBe(3);
  });

  it('tells of what is unchanged apart', async () => {
    const unchanged: string[] = [];
    const known: KnownFile[] = [{ path: 'b', size: 1, modifiedMs: 1 }];
    const { done, heard } = running(['a', 'b'], () => null, {
      wishes: { known, onUnchanged: (path) => unchanged.push(path) },
    });
    expect(await done).toEqual({ found: 2, read: 1, failed: 0 });
    expect([heard, unchanged]).toEqual([['a hash of a'], ['b']]);
  });
});

describe('an index in a reader that dies', () => {
  it('costs the file that kills it, when it was alone in hand, and no other', async () => {
    const { done, heard, inputs } = running(['a', 'b', 'c', 'd', 'e'], (file) =>
      file === 'd' ? 'reader-memory' : null,
    );
    expect(await done).toEqual({ found: 5, read: 4, failed: 1 });
    expect(heard).toEqual(['a hash of a', 'b hash of b', 'c hash of c', 'd reader-memory', 'e hash of e']);
    expect(inputs.map(({ skip, careful }) => [skip, careful > 0])).toEqual([
      [0, false],
      [1, true],
      [4, true],
    ]);
  });

  it('blames no file that was only in hand when something else killed it', async () => {
    let deaths = 0;
    const { done, heard } = running(['a', 'b', 'c'], (_file, alone) =>
      alone || ++deaths > 1 ? null : 'reader-crashed',
    );
    await done;
    expect(heard).toEqual(['a hash of a', 'b hash of b', 'c hash of c']);
  });

  it('costs several files that kill it, one by one', async () => {
    const { done, heard } = running(['a', 'b', 'c'], (file) => (file === 'b' ? null : 'codec-timeout'));
    expect(await done).toEqual({ found: 3, read: 1, failed: 2 });
    expect(heard).toEqual(['a codec-timeout', 'b hash of b', 'c codec-timeout']);
  });

  it('is given up when the process cannot be kept alive at all', async () => {
    const inputs: Input[] = [];
    const attempt = (input: Input) => {
      inputs.push(input);
      return Promise.reject(new CodedError('reader-crashed'));
    };
    const reader = { attempt, back: () => Promise.resolve() };
    const { signal } = new AbortController();
    await expect(indexAcrossDeaths(reader, ['/'], () => undefined, signal)).rejects.toThrow('reader-crashed');
    expect(inputs).toHaveLength(4);
  });

  it('does not hide another failure', async () => {
    const attempt = () => Promise.reject(new CodedError('internal-error'));
    const reader = { attempt, back: () => Promise.resolve() };
    const { signal } = new AbortController();
    await expect(indexAcrossDeaths(reader, ['/'], () => undefined, signal)).rejects.toThrow('internal-error');
  });

  it('ends quietly when it is being cancelled', async () => {
    const at = running(['a', 'b'], () => {
      at.cancel.abort();
      return 'reader-crashed';
    });
    expect(await at.done).toEqual({ found: 2, read: 0, failed: 0 });
    expect(at.inputs).toHaveLength(1);
  });
});
