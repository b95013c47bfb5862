import { describe, expect, it } from 'vitest';
import { noise } from './grid.fixture.ts';
import { nonLocalMeans } from './non-local-means.ts';
import expected from './pixel-operations.fixture.json' with { type: 'json' };
import { farthest } from './wave.fixture.ts';

/** Patches of three greys, 8 × 6 pixels each, as in the script. */
const steps = Float32Array.from({ length: 480 }, (_, i) => ((Math.floor(i / 160) + Math.floor((i % 20) / 6)) % 3) / 2);
const clean = { values: steps, size: [1, 24, 20] as const, affine: null };
const added = noise(480);
const noisy = { ...clean, values: steps.map((value, i) => value + 0.4 * ((added[i] as number) - 0.5)) };
const settings = { patchRadius: 1, searchRadius: 4, strength: 0.1, noise: 0.1 };
const { definition, skimage, clean: truth } = expected.nonLocalMeans;
const error = (values: ArrayLike<number>) =>
  Math.sqrt(truth.reduce((sum, value, i) => sum + (value - (values[i] as number)) ** 2, 0) / truth.length);

describe('non-local means', () => {
  const out = nonLocalMeans(noisy, settings).values;

  it('are the weighted means of the definition, as SciPy sums them', () => {
    expect(farthest(out, definition)).toBeLessThan(1e-5);
  });

  it('take away as much noise as scikit-image’s', () => {
    expect(error(out)).toBeLessThan(0.5 * error(noisy.values));
    expect(error(out)).toBeLessThan(1.1 * error(skimage));
  });

  it('treat each slice on its own', () => {
    const two = { ...noisy, values: Float32Array.from([...noisy.values, ...clean.values]), size: [2, 24, 20] as const };
    const both = nonLocalMeans(two, settings).values;
    expect(both.subarray(0, 480)).toEqual(out);
    expect(both.subarray(480)).toEqual(nonLocalMeans(clean, settings).values);
  });

  it('leave an even picture and one that is smaller than the search as they are', () => {
    const even = { values: new Float32Array(6).fill(-1000), size: [1, 2, 3] as const, affine: null };
    expect(nonLocalMeans(even, settings).values).toEqual(even.values);
  });

  it('leave what is not alike alone', () => {
    const values = Float32Array.from({ length: 100 }, (_, i) => i * i * 1000);
    const steep = { values, size: [1, 10, 10] as const, affine: null };
    expect(farthest(nonLocalMeans(steep, { ...settings, noise: 0 }).values, values)).toBeLessThan(1);
  });
});
