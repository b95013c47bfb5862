import { expect, it } from 'vitest';
import { ActiveTime } from './active-time.ts';

it('counts work, and no more than a little of a pause', () => {
  let now = 0;
  const told: number[] = [];
  const time = new ActiveTime(
    (seconds) => told.push(seconds),
    () => now,
  );
  time.moved();
  for (let i = 0; i < 10; i++) {
    now += 1000;
    time.moved();
  }
  now += 3_600_000;
  time.moved();
  time.tell();
  expect(told.reduce((sum, seconds) => sum + seconds, 0)).toBe(40);
  time.tell();
  expect(told).toHaveLength(1);
});
