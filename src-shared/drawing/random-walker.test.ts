import { describe, expect, it } from 'vitest';
import { seeded } from '../metrics/bootstrap.ts';
import { dice, overlapOf } from '../metrics/overlap.ts';
import { componentsOf } from '../pixels/components.ts';
import { coarseWalk } from './coarse-walk.ts';
import { prompted, type PromptOptions } from './prompts.ts';
import truth from './random-walker.fixture.json' with { type: 'json' };
import { randomWalk } from './random-walker.ts';
import type { Spacing } from './signed-distance.ts';

const HELD: Record<string, number> = { 0: NaN, 1: 1, 2: 0 };

describe.each(truth)('a random walk over $shape', ({ shape, spacing, beta, values, marks, inside }) => {
  const [slices, rows, columns] = (shape.length === 2 ? [1, ...shape] : shape) as [number, number, number];
  const steps = (spacing.length === 2 ? [1, ...spacing] : spacing) as unknown as Spacing;
  const held = Float32Array.from(marks, (mark) => HELD[mark] as number);

  it('has the likelihoods of scikit-image', () => {
    const likely = randomWalk({ slices, rows, columns, values }, held, { spacing: steps, beta, tolerance: 1e-9 });
    likely.forEach((value, i) => expect(Math.abs(value - inside[i]!)).toBeLessThan(1e-4));
  });

  it('is near enough to them with the tolerance that it has of itself', () => {
    const likely = randomWalk({ slices, rows, columns, values }, held, { spacing: steps, beta });
    likely.forEach((value, i) => expect(Math.abs(value - inside[i]!)).toBeLessThan(0.01));
  });
});

/** A bright ellipsoid in noise; slices × side × side. */
function noisy(slices: number, side: number) {
  const random = seeded(3);
  const [shape, values] = [new Uint8Array(slices * side * side), new Float32Array(slices * side * side)];
  for (let i = 0; i < shape.length; i++) {
    const [z, y, x] = [Math.floor(i / side / side), Math.floor(i / side) % side, i % side];
    const away = Math.hypot(
      (x - 0.55 * side) / 0.28,
      (y - 0.45 * side) / 0.2,
      ((z - (slices - 1) / 2) * side) / (slices + 2),
    );
    shape[i] = away < side ? 1 : 0;
    values[i] = (shape[i] ? 100 : 60) + 40 * (random() - 0.5);
  }
  return { samples: { slices, rows: side, columns: side, values }, shape };
}

const options: PromptOptions = { spacing: [1, 1, 1], click: 3, band: 8, reach: 40, blur: 1.5 };
const agreement = (mask: Uint8Array, shape: Uint8Array) => dice(overlapOf(mask, shape));

describe('a walk for when somebody waits', () => {
  it('draws the border that the whole walk draws', () => {
    const { samples } = noisy(1, 256);
    const held = Float32Array.from(samples.values, (_, i) => {
      const [y, x] = [Math.floor(i / 256), i % 256];
      return Math.hypot(x - 141, y - 115) < 25 ? 1 : Math.hypot(x - 141, y - 115) > 95 ? 0 : NaN;
    });
    const [whole, coarse] = [randomWalk, coarseWalk].map((walk) =>
      walk(samples, held, { beta: 1000 }).map((likely) => (likely >= 0.5 ? 1 : 0)),
    ) as [Float32Array, Float32Array];
    expect(dice(overlapOf(whole, coarse))).toBeGreaterThan(0.98);
  });
});

describe('prompts', () => {
  it('outline what a box holds', () => {
    const { samples, shape } = noisy(1, 128);
    const box = { corners: [[33, 31], [108, 85]], slices: [0, 0] } as const; // prettier-ignore
    expect(agreement(prompted(samples, { box, inside: [], outside: [] }, options)!.values, shape)).toBeGreaterThan(
      0.97,
    );
  });

  it('outline what a box over several slices holds', () => {
    const { samples, shape } = noisy(5, 96);
    const box = { corners: [[24, 22], [82, 64]], slices: [0, 4] } as const; // prettier-ignore
    expect(agreement(prompted(samples, { box, inside: [], outside: [] }, options)!.values, shape)).toBeGreaterThan(
      0.93,
    );
  });

  it('outline what was pointed at', () => {
    const { samples, shape } = noisy(1, 128);
    const inside = [{ at: [70, 58] as const, slice: 0 }];
    const { values } = prompted(samples, { inside, outside: [] }, { ...options, click: 10 })!;
    expect(agreement(values, shape)).toBeGreaterThan(0.9);
  });

  it('move the border of a mask to the edge, and leave the rest alone', () => {
    const { samples, shape } = noisy(1, 128);
    // a little too large to the left, too small to the right
    const mask = { ...samples, values: shape.map((_, i) => shape[i + 5] ?? 0) };
    const { values } = prompted(samples, { mask, inside: [], outside: [] }, options)!;
    expect(agreement(values, shape)).toBeGreaterThan(0.97);
    expect(agreement(values, shape)).toBeGreaterThan(agreement(mask.values, shape) + 0.02);
  });

  it('put right where somebody points what a mask has wrong, in one piece', () => {
    const { samples, shape } = noisy(1, 128);
    // the right half is missing
    const mask = { ...samples, values: shape.map((value, i) => (i % 128 < 70 ? value : 0)) };
    const inside = [{ at: [90, 57] as const, slice: 0 }];
    const { values, ...size } = prompted(samples, { mask, inside, outside: [] }, options)!;
    expect(agreement(values, shape)).toBeGreaterThan(agreement(mask.values, shape) + 0.15);
    expect(componentsOf({ ...size, values }, 'faces').sizes).toHaveLength(1);
  });

  it('are obeyed where they stand', () => {
    const { samples, shape } = noisy(1, 128);
    const outside = [{ at: [70.2, 58.9] as const, slice: 0 }];
    const { values } = prompted(samples, { mask: { ...samples, values: shape }, inside: [], outside }, options)!;
    expect(values[58 * 128 + 70]).toBe(0);
    const both = prompted(samples, { inside: outside, outside: [{ at: [20, 20], slice: 0 }] }, options)!;
    expect([both.values[58 * 128 + 70], both.values[20 * 128 + 20]]).toEqual([1, 0]);
  });

  it('that say nothing of the inside, or take all of it away, have no outcome', () => {
    const { samples } = noisy(1, 32);
    const outside = [{ at: [3, 3] as const, slice: 0 }];
    expect(prompted(samples, { inside: [], outside }, options)).toBeNull();
    const dot = { ...samples, values: new Uint8Array(32 * 32) };
    dot.values[3 * 32 + 3] = 1;
    expect(prompted(samples, { mask: dot, inside: [], outside }, options)).toBeNull();
  });
});
