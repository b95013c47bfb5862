import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RestartLimit } from './restart-limit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function dies(limit: RestartLimit, times: number, everyMs: number) {
  for (let i = 0; i < times; i++) {
    limit.died();
    vi.advanceTimersByTime(everyMs);
  }
}

describe('restarts', () => {
  it('are five a minute, then none for half a minute, then as before', async () => {
    const limit = new RestartLimit();
    dies(limit, 5, 10);
    expect(limit.isPausing).toBe(false);
    await limit.over();
    limit.died();
    expect(limit.isPausing).toBe(true);
    let over = false;
    void limit.over().then(() => (over = true));
    await vi.advanceTimersByTimeAsync(29_999);
    expect([over, limit.isPausing]).toEqual([false, true]);
    await vi.advanceTimersByTimeAsync(1);
    expect([over, limit.isPausing]).toEqual([true, false]);
    dies(limit, 5, 0);
    expect(limit.isPausing).toBe(false);
  });

  it('are not counted together over more than a minute', () => {
    const limit = new RestartLimit();
    dies(limit, 20, 12_001);
    expect(limit.isPausing).toBe(false);
  });

  it('are not waited for by who was cancelled', async () => {
    const limit = new RestartLimit();
    dies(limit, 6, 0);
    const cancel = new AbortController();
    const waiting = limit.over(cancel.signal);
    cancel.abort();
    await waiting;
    await limit.over(cancel.signal);
    expect(limit.isPausing).toBe(true);
  });
});
