import { describe, expect, it } from 'vitest';
import { z } from '../schema.ts';
import { manyNumbers } from './many-numbers.ts';

const swift = z.object({ values: manyNumbers(3) });
const plain = z.object({ values: z.array(z.number()).min(1).max(3) });

describe('many numbers', () => {
  it('are the list that was given', () => {
    const values = [0, -1.5, 1e300];
    expect(swift.parse({ values }).values).toBe(values);
  });

  it('are refused in the words that an array of numbers is', () => {
    for (const values of [
      undefined,
      null,
      'abc',
      { length: 1 },
      [],
      [1, 2, 3, 4],
      [1, '2'],
      [1, null],
      [NaN],
      [Infinity],
    ]) {
      const issues = [swift, plain].map((schema) =>
        schema.safeParse({ values }).error?.issues.map(({ path, message }) => ({ path, message })),
      );
      expect(issues[0], JSON.stringify(values)).toHaveLength(1);
      expect(issues[0]).toEqual(issues[1]);
    }
  });
});
