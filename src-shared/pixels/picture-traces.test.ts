import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { differenceHash, hashDistance } from './difference-hash.ts';
import { isolationScores } from './isolation-forest.ts';
import { pictureFigures } from './picture-figures.ts';
import type { PictureFigures } from './picture-trace.ts';

const { pictures, forest } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'picture-traces.fixture.json'), 'utf8'),
) as {
  pictures: { rows: number; columns: number; values: number[]; hash: string; figures: PictureFigures }[];
  forest: { rows: number[][]; unlike: number; scores: number[] };
};

describe('a picture', () => {
  it.each(pictures)('of $rows by $columns has the hash that Pillow gives', ({ rows, columns, values, hash }) => {
    expect(differenceHash(Float32Array.from(values), rows, columns)).toBe(hash);
  });

  it.each(pictures)('of $rows by $columns has the figures that NumPy gives', ({ rows, columns, values, figures }) => {
    const found = pictureFigures(Float32Array.from(values), rows, columns);
    for (const [name, value] of Object.entries(figures)) {
      expect(found[name as keyof PictureFigures], name).toBeCloseTo(value, 3);
    }
  });

  it('keeps its hash when it is brightened, and nearly when it is resized', () => {
    const { rows, columns, values, hash } = pictures[0]!;
    expect(
      differenceHash(
        Float32Array.from(values, (value) => 30 + value * 0.5),
        rows,
        columns,
      ),
    ).toBe(hash);
    const doubled = Float32Array.from({ length: rows * columns * 4 }, (_, i) => {
      const [row, column] = [Math.floor(i / (columns * 2)), i % (columns * 2)];
      return values[Math.floor(row / 2) * columns + Math.floor(column / 2)]!;
    });
    expect(hashDistance(differenceHash(doubled, rows * 2, columns * 2)!, hash)).toBeLessThanOrEqual(6);
  });

  it('of one grey has no hash', () => {
    expect(differenceHash(new Float32Array(400).fill(7), 20, 20)).toBeNull();
  });
});

describe('two hashes', () => {
  it('are as far apart as they have bits that differ', () => {
    expect(hashDistance('00000000ffffffff', '80000001ffffffff')).toBe(2);
    expect(hashDistance('f'.repeat(64), '0'.repeat(64))).toBe(256);
  });
});

describe('an isolation forest', () => {
  const scores = isolationScores(forest.rows);

  it('ranks rows as scikit-learn’s does', () => {
    expect(rankCorrelation(scores, forest.scores)).toBeGreaterThan(0.95);
    const worst = Math.max(...scores.map((score, i) => Math.abs(score - forest.scores[i]!)));
    expect(worst).toBeLessThan(0.08);
  });

  it('parts the unlike from the usual as well as scikit-learn’s does', () => {
    const { unlike } = forest;
    const found = (of: number[]) => {
      const threshold = of.toSorted((a, b) => b - a)[unlike - 1]!;
      return of.slice(-unlike).filter((score) => score >= threshold).length;
    };
    expect(found(scores)).toBeGreaterThanOrEqual(found(forest.scores) - 1);
  });

  it('gives the same scores for the same seed, and knows what is no number', () => {
    expect(isolationScores(forest.rows)).toEqual(scores);
    expect(isolationScores([...forest.rows, [NaN, 0, 0, 0, 0]]).at(-1)).toBe(1);
    for (const score of isolationScores([[1], [1], [1]])) expect(score).toBeCloseTo(0.5, 12);
  });
});

/** Spearman's, without ties. */
function rankCorrelation(one: number[], other: number[]): number {
  const ranks = (values: number[]) => {
    const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
    const rank = new Array<number>(values.length);
    order.forEach((index, place) => (rank[index] = place));
    return rank;
  };
  const [a, b] = [ranks(one), ranks(other)];
  const n = one.length;
  return 1 - (6 * a.reduce((sum, rank, i) => sum + (rank - b[i]!) ** 2, 0)) / (n * (n * n - 1));
}
