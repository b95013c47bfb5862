import { expect, test } from 'vitest';
import { killRounds } from './trials/kill-rounds.ts';

test('keeps everything acknowledged through 500 kills', async () => {
  const { acknowledged, lost, unsound } = await killRounds(500);
  console.log(`500 kills: ${acknowledged} acknowledgements, ${lost.length} lost, ${unsound} unsound`);
  expect(lost).toEqual([]);
  expect(unsound).toBe(0);
}, 1_800_000);
