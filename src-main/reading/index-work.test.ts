import { encode } from 'fast-png';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { firstHere, workOnPool } from './index-work.ts';
import type { WorkerPool } from './pool/worker-pool.ts';

const film = (path: string) => ({ path, size: 1, modifiedMs: 2 });

/** A pool whose threads die of any task that holds `bad`. */
function pool(tasks: unknown[] = []): WorkerPool {
  const run = (name: string, input: { paths?: string[]; files?: { path: string }[] }, priority: string) => {
    const paths = input.paths ?? input.files?.map(({ path }) => path) ?? [];
    tasks.push([name, paths, priority]);
    const done = paths.includes('bad')
      ? Promise.reject(new CodedError('codec-timeout'))
      : Promise.resolve(paths.map((path) => (name === 'headers' ? { header: path } : `hash of ${path}`)));
    return { done };
  };
  return { size: 3, run } as never;
}

describe('the work of an index on a pool', () => {
  it('reads a batch in one task, and hashes behind all headers but before anything was told', async () => {
    const tasks: unknown[] = [];
    const work = workOnPool(pool(tasks));
    expect(work.parallel).toBe(3);
    expect(await work.headers(['a', 'b'])).toEqual([{ header: 'a' }, { header: 'b' }]);
    expect(await work.hashes([film('a')], true)).toEqual(['hash of a']);
    expect(await work.hashes([film('b'), film('c')], false)).toEqual(['hash of b', 'hash of c']);
    expect(tasks).toEqual([
      ['headers', ['a', 'b'], 'index'],
      ['hashes', ['a'], 'thumbnail'],
      ['hashes', ['b', 'c'], 'hash'],
    ]);
  });

  it('costs the file that its thread dies of, and no other of its batch', async () => {
    const work = workOnPool(pool());
    const died = { code: 'codec-timeout', details: {} };
    expect(await work.headers(['a', 'bad', 'b'])).toEqual([{ header: 'a' }, died, { header: 'b' }]);
    expect(await work.hashes(['a', 'bad', 'b'].map(film), false)).toEqual(['hash of a', died, 'hash of b']);
  });
});

describe('the first headers of a process', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-first-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const small = path.join(folder, 'small.png');
  const large = path.join(folder, 'large.png');
  const other = path.join(folder, 'other.dcm');
  const png = encode({ width: 4, height: 3, channels: 1, data: new Uint8Array(12) });
  writeFileSync(small, png);
  writeFileSync(large, Buffer.concat([png, Buffer.alloc(300_000)]));
  writeFileSync(other, 'no picture');

  it('are read without a thread where they are those of small pictures, up to so many', async () => {
    const tasks: unknown[] = [];
    const work = firstHere(workOnPool(pool(tasks)));
    for (const count of [1, 4, 16]) {
      const described = await work.headers(Array<string>(count).fill(small));
      expect(described).toHaveLength(count);
      for (const one of described) expect(one).toMatchObject({ description: { pixels: { rows: 3, columns: 4 } } });
    }
    expect(tasks).toEqual([]);
    const many = Array<string>(16).fill(small);
    await work.headers(many);
    await work.headers([small]);
    expect(tasks).toEqual([
      ['headers', many, 'index'],
      ['headers', [small], 'index'],
    ]);
  });

  it.each([
    ['a larger file', () => [large]],
    ['another kind of file', () => [other]],
    ['a file that is not there', () => [path.join(folder, 'gone')]],
    ['anything else among them', () => [small, other]],
  ])('are read on a thread where there is %s, and so are all behind it', async (_name, paths) => {
    const tasks: unknown[] = [];
    const work = firstHere(workOnPool(pool(tasks)));
    await work.headers(paths());
    await work.headers([small]);
    expect(tasks).toEqual([
      ['headers', paths(), 'index'],
      ['headers', [small], 'index'],
    ]);
  });
});
