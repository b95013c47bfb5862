import { expect, it } from 'vitest';
import { READER_MEMORY_BYTES } from '../../src-main/reading/memory-limit.ts';
import { basesOf, fire } from './fire.ts';
import { mutantsOf } from './mutants.ts';

it('survives 20,000 damaged files without a crash, a hang, or more memory than it may hold', async () => {
  const { findings, mutants, mostBytes } = await fire(mutantsOf(await basesOf(), 7, 20_000));
  expect(findings).toEqual([]);
  expect(mutants).toBe(20_000);
  expect(mostBytes).toBeLessThan(READER_MEMORY_BYTES);
});
