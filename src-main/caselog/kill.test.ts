import { expect, test } from 'vitest';
import { killRounds } from './trials/kill-rounds.ts';

test('keeps every acknowledged import, result, judgement and draft through twelve kills', async () => {
  const { acknowledged, lost, unsound } = await killRounds(12);
  expect(acknowledged).toBeGreaterThan(12);
  expect(lost).toEqual([]);
  expect(unsound).toBe(0);
}, 60_000);
