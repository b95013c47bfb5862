import { seeded } from '../metrics/bootstrap.ts';

interface Split {
  readonly feature: number;
  readonly at: number;
  readonly below: Node;
  readonly above: Node;
}
interface Leaf {
  readonly size: number;
}
type Node = Split | Leaf;

/** Liu's own: more trees and larger samples change little. */
const TREES = 100;
const SAMPLE = 256;
const EULER = 0.577_215_664_901_532_9;

/**
 * How unlike the others each row is, 0 to 1, about 0.5 and below for the usual (Liu, Ting and Zhou 2008): trees that split
 * samples at random part the unlike from the rest in few steps. Rows with what is no number score 1. The same rows and seed
 * give the same scores.
 *
 * @param rows each as long as the others
 */
export function isolationScores(
  rows: readonly (readonly number[])[],
  { trees = TREES, sample = SAMPLE, seed = 1 }: { trees?: number; sample?: number; seed?: number } = {},
): number[] {
  const known = rows.filter((row) => row.every(Number.isFinite));
  if (known.length < 2) return rows.map((row) => (row.every(Number.isFinite) ? 0.5 : 1));
  const random = seeded(seed);
  const size = Math.min(sample, known.length);
  const depth = Math.ceil(Math.log2(size));
  const forest = Array.from({ length: trees }, () => grown(drawn(known, size, random), depth, random));
  const usual = usualDepth(size);
  return rows.map((row) => {
    if (!row.every(Number.isFinite)) return 1;
    const mean = forest.reduce((sum, tree) => sum + depthOf(tree, row), 0) / trees;
    return 2 ** (-mean / usual);
  });
}

/** As many rows at random, none twice. */
function drawn(rows: readonly (readonly number[])[], size: number, random: () => number): (readonly number[])[] {
  const pool = [...rows];
  for (let i = 0; i < size; i++) {
    const j = i + Math.floor(random() * (pool.length - i));
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
  }
  return pool.slice(0, size);
}

function grown(rows: readonly (readonly number[])[], depth: number, random: () => number): Node {
  if (depth === 0 || rows.length < 2) return { size: rows.length };
  const ends = rows[0]!
    .map((_, feature) => {
      let [low, high] = [Infinity, -Infinity];
      for (const row of rows) {
        low = Math.min(low, row[feature] as number);
        high = Math.max(high, row[feature] as number);
      }
      return { feature, low, high };
    })
    .filter(({ low, high }) => low < high);
  if (ends.length === 0) return { size: rows.length };
  const { feature, low, high } = ends[Math.floor(random() * ends.length)]!;
  const at = low + random() * (high - low);
  const isBelow = (row: readonly number[]) => (row[feature] as number) <= at;
  const [below, above] = [rows.filter(isBelow), rows.filter((row) => !isBelow(row))];
  return { feature, at, below: grown(below, depth - 1, random), above: grown(above, depth - 1, random) };
}

function depthOf(tree: Node, row: readonly number[]): number {
  let [node, depth] = [tree, 0];
  while ('feature' in node) {
    node = (row[node.feature] as number) <= node.at ? node.below : node.above;
    depth += 1;
  }
  return depth + usualDepth(node.size);
}

/** Mean depth of an unsuccessful search in a binary search tree of so many: what a leaf with several rows stands for. */
function usualDepth(size: number): number {
  if (size <= 1) return 0;
  return size === 2 ? 1 : 2 * (Math.log(size - 1) + EULER) - (2 * (size - 1)) / size;
}
