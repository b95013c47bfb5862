import type { DatasetPart } from '../contract/annotation-records.ts';
import { hashDistance } from '../pixels/difference-hash.ts';

/** A picture of a dataset, as far as leaks are looked for. */
export interface TracedItem {
  readonly itemId: number;
  readonly patient: string;
  readonly part: DatasetPart | null;
  readonly pixelSha256: string;
  readonly hash: string | null;
}

/** Two items that tell a network about one another. `distance`: differing bits of 256, of near duplicates. */
export interface Leak {
  readonly kind: 'same-pixels' | 'near-duplicate';
  readonly itemIds: readonly [number, number];
  readonly distance: number;
  /** They are in different parts, or are of patients whom a split may still part. */
  readonly apart: boolean;
}

/**
 * Of 256 bits. Re-compressed, resized and brightened pictures stay within it. Of 300 chest films no two are
 * nearer than 16; 300 breast ultrasound pictures of one collection have some 40 pairs within it, and those that were looked at
 * are one picture that was exported twice.
 */
export const NEAR_DUPLICATE_BITS = 12;
const HEX_DIGITS = 64;

/**
 * Pairs of items with the same pixels, and pairs whose difference hashes are at most {@link NEAR_DUPLICATE_BITS} apart; the
 * nearest first, those that lie apart before the others. Finds every such pair: two hashes that differ in at most `d` bits
 * share at least one of `d + 1` pieces.
 */
export function findLeaks(items: readonly TracedItem[]): Leak[] {
  const leaks = new Map<string, Leak>();
  const note = (a: TracedItem, b: TracedItem, kind: Leak['kind'], distance: number) => {
    const itemIds = [Math.min(a.itemId, b.itemId), Math.max(a.itemId, b.itemId)] as const;
    const key = itemIds.join(' ');
    const apart = a.part === null || b.part === null ? a.patient !== b.patient : a.part !== b.part;
    if (!leaks.has(key)) leaks.set(key, { kind, itemIds, distance, apart });
  };
  for (const same of bucketed(items, ({ pixelSha256 }) => pixelSha256)) {
    // a chain is enough: of a thousand copies not half a million pairs
    for (let i = 1; i < same.length; i++) note(same[i - 1]!, same[i]!, 'same-pixels', 0);
  }
  const one = bucketed(items, ({ pixelSha256 }) => pixelSha256, 1).map(([first]) => first!);
  const hashed = one.filter((item): item is TracedItem & { hash: string } => item.hash !== null);
  for (let piece = 0; piece <= NEAR_DUPLICATE_BITS; piece++) {
    const [from, to] = [piece, piece + 1].map((end) => Math.floor((end * HEX_DIGITS) / (NEAR_DUPLICATE_BITS + 1)));
    for (const alike of bucketed(hashed, ({ hash }) => hash.slice(from, to))) {
      for (let i = 0; i < alike.length; i++) {
        for (let j = i + 1; j < alike.length; j++) {
          const [a, b] = [alike[i]!, alike[j]!];
          const distance = hashDistance(a.hash, b.hash);
          if (distance <= NEAR_DUPLICATE_BITS) note(a, b, 'near-duplicate', distance);
        }
      }
    }
  }
  return [...leaks.values()].sort(
    (a, b) =>
      Number(b.apart) - Number(a.apart) ||
      Number(b.kind === 'same-pixels') - Number(a.kind === 'same-pixels') ||
      a.distance - b.distance ||
      a.itemIds[0] - b.itemIds[0],
  );
}

/** Lists of members that share a key, those of at least so many. */
function bucketed<T>(members: readonly T[], key: (member: T) => string, least = 2): T[][] {
  const buckets = new Map<string, T[]>();
  for (const member of members) {
    const bucket = buckets.get(key(member));
    if (bucket) bucket.push(member);
    else buckets.set(key(member), [member]);
  }
  return [...buckets.values()].filter(({ length }) => length >= least);
}
