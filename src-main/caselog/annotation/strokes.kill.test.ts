import { expect, test } from 'vitest';
import { strokeKillRounds } from '../trials/stroke-kill-rounds.ts';

test('keeps every acknowledged stroke, in a sound journal, through eight kills', async () => {
  const { acknowledged, lost, unsound } = await strokeKillRounds(8);
  expect(acknowledged).toBeGreaterThan(8);
  expect(lost).toEqual([]);
  expect(unsound).toEqual([]);
}, 120_000);
