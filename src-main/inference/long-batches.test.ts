import { describe, expect, it } from 'vitest';
import { LongBatches } from './long-batches.ts';

const quick = { waiting: 3, tookMs: 4 };
const volume = { instances: [], slices: [], affine: null, spacingMm: null };

/** After how many of such answers a batch counts as long; null: not after 200. */
function longAfter(batches: LongBatches, answer: (n: number) => [object, typeof quick]): number | null {
  for (let n = 1; n <= 200; n++) if (batches.begins(...answer(n))) return n;
  return null;
}

describe('a long batch', () => {
  it('is found after 32 quick answers about single films behind which others wait, and once', () => {
    const batches = new LongBatches();
    expect(longAfter(batches, () => [{}, quick])).toBe(32);
    expect(longAfter(batches, () => [{}, quick])).toBe(null);
  });

  it.each<[string, [object, typeof quick]]>([
    ['takes long', [{}, { ...quick, tookMs: 60 }]],
    ['has nothing behind it', [{}, { ...quick, waiting: 0 }]],
    ['is about a volume', [{ volume }, quick]],
    ['asks the network again and again', [{ explain: 'rise' }, quick]],
  ])('is none where an answer in between %s', (_name, other) => {
    expect(longAfter(new LongBatches(), (n) => (n % 20 === 0 ? other : [{}, quick]))).toBe(null);
    expect(longAfter(new LongBatches(), (n) => (n === 10 ? other : [{}, quick]))).toBe(42);
  });
});
