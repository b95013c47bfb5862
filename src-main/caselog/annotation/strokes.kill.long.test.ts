import { expect, test } from 'vitest';
import { strokeKillRounds } from '../trials/stroke-kill-rounds.ts';

test('keeps every acknowledged stroke, in a sound journal, through 100 kills', async () => {
  const { acknowledged, lost, unsound } = await strokeKillRounds(100);
  console.log(`100 kills: ${acknowledged} strokes acknowledged, ${lost.length} lost, ${unsound.length} unsound`);
  expect(lost).toEqual([]);
  expect(unsound).toEqual([]);
}, 1_800_000);
