import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashDistance } from '../pixels/difference-hash.ts';
import { findLeaks, NEAR_DUPLICATE_BITS, type TracedItem } from './leakage.ts';

const item = (itemId: number, change: Partial<TracedItem> = {}): TracedItem => ({
  ...{ itemId, patient: `p${itemId}`, part: null, pixelSha256: String(itemId).padStart(64, '0'), hash: null },
  ...change,
});
const word = fc.integer({ min: 0, max: 0xffffffff });
const hash = fc
  .array(word, { minLength: 8, maxLength: 8 })
  .map((words) => words.map((w) => w.toString(16).padStart(8, '0')).join(''));

describe('leaks', () => {
  it('are every pair within the distance, and no other', () => {
    const near = fc.tuple(hash, fc.array(fc.nat(255), { maxLength: 20 })).map(([of, bits]) => {
      const words = Array.from({ length: 8 }, (_, i) => parseInt(of.slice(i * 8, i * 8 + 8), 16));
      for (const bit of bits) words[bit >> 5] = (words[bit >> 5]! ^ (1 << (bit & 31))) >>> 0;
      return [of, words.map((w) => w.toString(16).padStart(8, '0')).join('')];
    });
    fc.assert(
      fc.property(fc.array(near, { maxLength: 6 }), (pairs) => {
        const items = pairs.flat().map((of, i) => item(i, { hash: of }));
        const found = findLeaks(items).map(({ itemIds }) => itemIds.join(' '));
        const expected = items.flatMap((a, i) =>
          items
            .slice(i + 1)
            .filter((b) => hashDistance(a.hash!, b.hash!) <= NEAR_DUPLICATE_BITS)
            .map((b) => `${a.itemId} ${b.itemId}`),
        );
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });

  it('are same pixels first, and those that lie apart before those that do not', () => {
    const same = { pixelSha256: 'a'.repeat(64) };
    const alike = { hash: '5'.repeat(64) };
    const leaks = findLeaks([
      item(1, { ...alike, patient: 'p', part: 'train' }),
      item(2, { ...alike, patient: 'q', part: 'train' }),
      item(3, { ...same, part: 'train' }),
      item(4, { ...same, part: 'test' }),
      item(5, { ...same, part: 'test' }),
    ]);
    expect(leaks).toEqual([
      { kind: 'same-pixels', itemIds: [3, 4], distance: 0, apart: true },
      { kind: 'same-pixels', itemIds: [4, 5], distance: 0, apart: false },
      { kind: 'near-duplicate', itemIds: [1, 2], distance: 0, apart: false },
    ]);
  });

  it('before a split are between patients, whom it may part', () => {
    const alike = { hash: '5'.repeat(64) };
    const [leak] = findLeaks([item(1, { ...alike, patient: 'p' }), item(2, { ...alike, patient: 'p' })]);
    expect(leak).toMatchObject({ apart: false });
    expect(findLeaks([item(1, alike), item(2, alike)])[0]).toMatchObject({ apart: true });
  });
});
