import { describe, expect, it } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { workOnPool } from './index-work.ts';
import type { WorkerPool } from './pool/worker-pool.ts';

/** A pool whose threads die of any task that holds `bad`. */
function pool(tasks: unknown[]): WorkerPool {
  const run = (name: string, input: { path: string; paths?: string[] }) => {
    tasks.push(name === 'headers' ? input.paths : [name, input]);
    const done = input.paths?.includes('bad')
      ? Promise.reject(new CodedError('codec-timeout'))
      : Promise.resolve(input.paths ? input.paths.map((path) => ({ header: path })) : `hash of ${input.path}`);
    return { done };
  };
  return { size: 3, run } as never;
}

describe('the work of an index on a pool', () => {
  it('reads a batch in one task', async () => {
    const tasks: unknown[] = [];
    const work = workOnPool(pool(tasks));
    expect(work.parallel).toBe(3);
    expect(await work.headers(['a', 'b'])).toEqual([{ header: 'a' }, { header: 'b' }]);
    expect(await work.hash('a', { size: 1, modifiedMs: 2 })).toBe('hash of a');
    expect(tasks).toEqual([
      ['a', 'b'],
      ['hash', { path: 'a', size: 1, modifiedMs: 2 }],
    ]);
  });

  it('costs the file that its thread dies of, and no other of its batch', async () => {
    const work = workOnPool(pool([]));
    expect(await work.headers(['a', 'bad', 'b'])).toEqual([
      { header: 'a' },
      { code: 'codec-timeout', details: {} },
      { header: 'b' },
    ]);
  });
});
