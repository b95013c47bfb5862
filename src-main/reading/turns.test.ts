import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Turns } from './turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that says when it begins and ends when it is told. */
function work(name: string, log: string[]) {
  let end: () => void = () => undefined;
  const run = () => {
    log.push(name);
    return new Promise<void>((resolve) => (end = resolve));
  };
  return { run, end: () => (end(), vi.advanceTimersByTimeAsync(0)) };
}

describe('turns', () => {
  it('are shared, but for one who is alone', async () => {
    const log: string[] = [];
    const turns = new Turns();
    const [a, b, c] = [work('a', log), work('b', log), work('c', log)];
    const [alone, other] = [work('alone', log), work('other', log)];
    void turns.shared(a.run);
    void turns.shared(b.run);
    void turns.alone(alone.run);
    void turns.alone(other.run);
    void turns.shared(c.run);
    await a.end();
    expect(log).toEqual(['a', 'b']);
    await b.end();
    expect(log).toEqual(['a', 'b', 'alone']);
    await alone.end();
    expect(log).toEqual(['a', 'b', 'alone', 'other']);
    await other.end();
    expect(log).toEqual(['a', 'b', 'alone', 'other', 'c']);
  });

  it('go on after five seconds beside what never ends', async () => {
    const log: string[] = [];
    const turns = new Turns();
    void turns.shared(work('endless', log).run);
    void turns.alone(work('alone', log).run);
    void turns.shared(work('next', log).run);
    await vi.advanceTimersByTimeAsync(4999);
    expect(log).toEqual(['endless']);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['endless', 'alone']);
    await vi.advanceTimersByTimeAsync(5000);
    expect(log).toEqual(['endless', 'alone', 'next']);
  });

  it('go on after a failure', async () => {
    const turns = new Turns();
    await expect(turns.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.shared(() => Promise.resolve(1))).toBe(1);
  });
});
