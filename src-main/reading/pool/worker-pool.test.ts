import { afterEach, describe, expect, it } from 'vitest';
import { WorkerPool, type PoolOptions } from './worker-pool.ts';
import type { Priority } from './tasks.ts';

const workerFile = new URL('./told-worker.fixture.ts', import.meta.url);
const limits = { stageMs: { file: 20_000, header: 20_000, frame: 300 }, wholeMs: 600 };

let pool: WorkerPool;
afterEach(() => pool.close());

function poolOf(options: Omit<PoolOptions, 'workerFile'> = {}) {
  pool = new WorkerPool({ workerFile, size: 2, ...options });
  return {
    pool,
    told: (path: string, priority: Priority = 'screen') =>
      pool.run('hashes', { path, files: [] }, priority) as never as Told,
  };
}
interface Told {
  readonly done: Promise<{ threadId: number }>;
  promote(priority: Priority): void;
  cancel(): void;
}

describe('a pool of workers', () => {
  it('starts no thread more than it has cores or work', async () => {
    const { told } = poolOf();
    const first = await told('a').done;
    expect((await told('b').done).threadId).toBe(first.threadId);
    const many = await Promise.all(
      ['wait 20', 'wait 20', 'wait 20', 'wait 20'].map((path) => told(path, 'index').done),
    );
    expect(new Set(many.map(({ threadId }) => threadId)).size).toBe(2);
  });

  it('has a thread before its work where it was told to, and gives the work to it', async () => {
    const before = await poolOf({ size: 1 }).told('a').done;
    await pool.close();
    const { pool: warm, told } = poolOf({ size: 2 });
    warm.warm();
    warm.warm();
    const first = await told('a').done;
    // one thread was started, by the first word, and the work came to it
    expect(first.threadId).toBe(before.threadId + 1);
    expect((await told('b').done).threadId).toBe(first.threadId);
  });

  it('gives a file to the worker that has it open', async () => {
    const { told } = poolOf();
    const [a, b] = await Promise.all([told('wait 20 a').done, told('wait 20 b').done]);
    expect((await told('wait 20 b').done).threadId).toBe(b.threadId);
    expect((await told('wait 20 a').done).threadId).toBe(a.threadId);
  });

  it('does first what the screen waits for, then analysis, prefetch, small pictures and indexing', async () => {
    const { told } = poolOf({ size: 1 });
    const order: string[] = [];
    const note = (name: string, task: Told) => task.done.then(() => order.push(name));
    const ahead = told('wait 50', 'screen').done;
    const extra = told('wait 50', 'screen').done;
    await Promise.all([
      note('index', told('1', 'index')),
      note('thumbnail', told('2', 'thumbnail')),
      note('prefetch', told('3', 'prefetch')),
      note('analysis', told('4', 'analysis')),
      note('analysis too', told('5', 'analysis')),
      ahead,
      extra,
    ]);
    expect(order).toEqual(['analysis', 'analysis too', 'prefetch', 'thumbnail', 'index']);
  });

  it('has one thread more for the screen where all are busy with something else', async () => {
    const { told } = poolOf({ size: 1 });
    let over = false;
    const long = told('wait 400', 'index').done.then(() => (over = true));
    await told('film', 'screen').done;
    expect(over).toBe(false);
    await long;
  });

  it('leaves a core to the network that waits for the films of a batch, and none to anybody else', async () => {
    const { told } = poolOf({ size: 3 });
    const threads = async (priority: Priority) => {
      const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => told(`wait 20 ${n}`, priority).done));
      return new Set(answers.map(({ threadId }) => threadId)).size;
    };
    expect(await threads('batch')).toBe(2);
    expect(await threads('analysis')).toBe(3);
  });

  it('leaves a core as long as it is asked to, but never the last, and never at the cost of the screen', async () => {
    const { pool, told } = poolOf({ size: 2 });
    const both = async (priority: Priority) => {
      const [a, b] = await Promise.all([told('wait 20 a', priority).done, told('wait 20 b', priority).done]);
      return a.threadId !== b.threadId;
    };
    const giveBack = pool.shareCores();
    expect(await both('index')).toBe(false);
    expect(await both('screen')).toBe(true);
    giveBack();
    expect(await both('index')).toBe(true);
    await pool.close();
    const { pool: single, told: only } = poolOf({ size: 1 });
    single.shareCores();
    expect((await only('a', 'index').done).threadId).toBeGreaterThan(0);
  });

  it('lets a waiting task be wanted more urgently, and never less', async () => {
    const { told } = poolOf({ size: 1 });
    const order: string[] = [];
    const busy = told('wait 50', 'analysis').done;
    const tasks = ['a', 'b', 'c'].map((name) => {
      const task = told(name, 'prefetch');
      return { ...task, done: task.done.then(() => order.push(name)) };
    });
    tasks[2]?.promote('analysis');
    tasks[2]?.promote('index');
    await Promise.all([busy, ...tasks.map(({ done }) => done)]);
    expect(order).toEqual(['c', 'a', 'b']);
  });

  it('drops a task that is cancelled while it waits, and ends one that has begun', async () => {
    const { told } = poolOf({ size: 1 });
    const begun = told('wait 50', 'prefetch');
    const waiting = told('never', 'prefetch');
    waiting.cancel();
    begun.cancel();
    await expect(waiting.done).rejects.toThrow('frame-cancelled');
    expect(await begun.done).toMatchObject({ path: 'wait 50' });
  });

  it('passes on what a task failed with', async () => {
    await expect(poolOf().told('fail').done).rejects.toMatchObject({ code: 'not-an-image', details: { size: 3 } });
  });
});

describe('a task that is too much for its thread', () => {
  const others = (told: (path: string) => Told) => Promise.all(['a', 'wait 100', 'b'].map((path) => told(path).done));

  it('is ended where it hangs, and costs no other', async () => {
    const { told } = poolOf({ limits });
    const [hanging, rest] = await Promise.allSettled([told('hang').done, others(told)]);
    expect(hanging).toMatchObject({ status: 'rejected', reason: { code: 'codec-timeout' } });
    expect(rest.status).toBe('fulfilled');
    expect(await told('after').done).toMatchObject({ path: 'after' });
  });

  it('may take long as long as it goes on, but not for ever', async () => {
    const { told } = poolOf({ limits });
    expect(await told('alive 60').done).toBe('alive');
    await expect(told('alive 200').done).rejects.toThrow('codec-timeout');
  });

  it.each([
    ['throw', 'codec-corrupt'],
    ['exit', 'codec-corrupt'],
    ['no-files', 'files-open-limit'],
    ['heap', 'reader-memory'],
  ])('fails by itself where the thread dies of it (%s: %s)', { timeout: 60_000 }, async (path, code) => {
    const { told } = poolOf();
    const [dead, rest] = await Promise.allSettled([told(path).done, others(told)]);
    expect(dead).toMatchObject({ status: 'rejected', reason: { code } });
    expect(rest.status).toBe('fulfilled');
  });
});

describe('a pool whose process holds too much memory', () => {
  it('does everything again one by one and blames only what is too much by itself', async () => {
    const before = process.memoryUsage.rss();
    let pressed = 0;
    const { told } = poolOf({
      memoryBytes: 500 * 2 ** 20,
      usedBytes: () => process.memoryUsage.rss() - before,
      onPressure: () => pressed++,
    });
    const outcomes = await Promise.allSettled(['grab 300', 'grab 700', 'grab 301'].map((path) => told(path).done));
    expect(outcomes).toMatchObject([{ value: 300 }, { reason: { code: 'reader-memory' } }, { value: 301 }]);
    expect(pressed).toBeGreaterThan(0);
  });

  it('is told to wait for nothing: what waits when it is closed fails', async () => {
    const { pool, told } = poolOf({ size: 1 });
    const tasks = ['wait 1000', 'wait 1000', 'b'].map((path) => told(path, 'index').done);
    const failures = Promise.allSettled(tasks);
    await pool.close();
    for (const outcome of await failures) expect(outcome).toMatchObject({ reason: { code: 'reader-crashed' } });
  });
});
