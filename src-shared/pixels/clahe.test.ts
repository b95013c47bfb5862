import { describe, expect, it } from 'vitest';
import { DEFAULT_CLAHE, equalised } from './clahe.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import { farthest } from './wave.fixture.ts';

const grey = { values: Float32Array.from(expected.clahe.input), size: [1, 37, 45] as const, affine: null };

describe('local contrast (CLAHE)', () => {
  it('is scikit-image’s, by its defaults and otherwise', () => {
    const { clahe } = expected;
    expect(farthest(equalised(grey).values, clahe.default)).toBeLessThan(1e-5);
    const tile = { tile: [10, 16], clipLimit: 0.03, bins: 64 } as const;
    expect(farthest(equalised(grey, tile).values, clahe.tile)).toBeLessThan(1e-5);
    const unlimited = { tile: [12, 12], clipLimit: 1, bins: 256 } as const;
    expect(farthest(equalised(grey, unlimited).values, clahe.unlimited)).toBeLessThan(1e-5);
  });

  it('is the same whatever the values’ unit', () => {
    const scaled = { ...grey, values: grey.values.map((value) => value / 16 - 1024) };
    expect(farthest(equalised(scaled).values, equalised(grey).values)).toBeLessThan(1e-3);
  });

  it('of one value only is black, and of a tiny picture something', () => {
    const flat = { values: new Float32Array(12).fill(3), size: [1, 3, 4] as const, affine: null };
    expect(equalised(flat).values).toEqual(new Float32Array(12));
    const tiny = equalised({ ...flat, values: Float32Array.from({ length: 12 }, (_, i) => i) }, DEFAULT_CLAHE);
    expect(tiny.values.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});
