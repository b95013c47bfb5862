import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nowAndThen } from './now-and-then.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('lets the first sign of life through, and then one in a tenth of a second', () => {
  const heard: string[] = [];
  const sign = nowAndThen((stage: string) => heard.push(stage));
  for (let n = 0; n < 30; n++) {
    sign(String(n));
    vi.advanceTimersByTime(10);
  }
  expect(heard).toEqual(['0', '10', '20']);
});
