import { describe, expect, it } from 'vitest';
import type { BinaryMask } from './binary-mask.ts';
import { componentsOf, largestComponents, withoutSmallComponents } from './components.ts';
import { fillHoles } from './fill-holes.ts';
import { newGrid } from './grid.ts';
import { smoothMask } from './morphology.ts';
import { outline } from './outline.ts';
import scipy from './scipy-masks.fixture.json' with { type: 'json' };

const cases = scipy.masks.map((each) => {
  const [slices, rows, columns] = each.shape as [number, number, number];
  const mask: BinaryMask = { slices, rows, columns, values: Uint8Array.from(each.mask, Number) };
  return { ...each, name: each.shape.join(' × '), given: mask };
});
const text = ({ values }: { values: Uint8Array }) => values.join('');

describe.each(cases)('a mask of $name', ({ given, parts, filled, smooth }) => {
  it.each(['faces', 'corners'] as const)('has the parts of SciPy where they join by %s', (touch) => {
    expect(componentsOf(given, touch).sizes).toEqual(parts[touch].sizes);
    expect(text(largestComponents(given, 2, touch))).toBe(parts[touch].largest2);
  });

  it('loses its small parts', () => {
    expect(text(withoutSmallComponents(given, 5))).toBe(parts.corners.least5);
  });

  it("is filled as SciPy's, slice by slice", () => {
    expect(text(fillHoles(given))).toBe(filled);
  });

  it.each([1, 2, 3] as const)("is opened and closed as SciPy's by a disc of %s", (radius) => {
    expect(text(smoothMask(given, radius))).toBe(smooth[String(radius) as '1']);
  });
});

describe('an outline', () => {
  const grid = (values: number[][]) => {
    const made = newGrid(values.length, 1, 1, values[0]!.length);
    made.values.set(values.flat());
    return made;
  };

  it('gives a place to the likelier of two labels that both reach their threshold', () => {
    const both = grid([
      [0.9, 0.6, 0.5, 0.1],
      [0.1, 0.7, 0.5, 0.4],
    ]);
    expect([...outline(both, ['a', 'b'], [], false).values]).toEqual([1, 2, 1, 0]);
  });

  it('gives a place to the likeliest of labels that share 1, also against the background', () => {
    const both = grid([
      [0.4, 0.3, 0.2, 0.34],
      [0.3, 0.4, 0.2, 0.33],
    ]);
    expect([...outline(both, ['a', 'b'], [], true).values]).toEqual([1, 2, 0, 1]);
  });

  it('holds what reaches its threshold exactly, as numpy and torch compare 32-bit numbers', () => {
    for (const value of [0.7, 0.9, 0.45, 0.52, 0.3]) {
      const exact = grid([[value, value - 1e-6]]);
      expect([...outline(exact, ['a'], [{ step: 'threshold', label: null, value }], false).values]).toEqual([1, 0]);
    }
  });

  it("obeys a label's own threshold and leaves the others alone", () => {
    const both = grid([
      [0.3, 0.45],
      [0.3, 0.45],
    ]);
    expect([...outline(both, ['a', 'b'], [{ step: 'threshold', label: 'b', value: 0.2 }], false).values]).toEqual([
      2, 2,
    ]);
  });
});
