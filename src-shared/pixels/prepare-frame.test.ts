import { describe, expect, it } from 'vitest';
import { prepareFrame } from './prepare-frame.ts';
import expected from './torch-values.fixture.json' with { type: 'json' };
import { farthest, wave } from './wave.fixture.ts';

const { rows, columns, size, low, high, mean, std, expected: values } = expected.prepare;
const input = {
  size: size as [number, number],
  range: { method: 'percentile' as const, low, high },
  normalisation: { mean: [mean], std: [std] },
};

function fullRange(values: Float32Array): Float32Array {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return values.map((value) => ((value - low) / (high - low)) * 255);
}

describe('prepareFrame', () => {
  it('makes the numbers of the recipe: numpy percentiles, torch resize, mean and deviation', () => {
    const prepared = prepareFrame(fullRange(wave(rows, columns)), rows, columns, input);
    expect(farthest(prepared, values)).toBeLessThan(1e-5);
  });

  it('does not depend on brightness and contrast', () => {
    const film = fullRange(wave(rows, columns));
    const darker = film.map((value) => value * 0.25 + 10);
    expect(farthest(prepareFrame(film, rows, columns, input), prepareFrame(darker, rows, columns, input))).toBeLessThan(
      1e-5,
    );
  });

  it('makes a blank film a constant, not a division by zero', () => {
    const prepared = prepareFrame(new Float32Array(rows * columns).fill(90), rows, columns, input);
    expect(
      farthest(
        prepared,
        prepared.map(() => -mean / std),
      ),
    ).toBeLessThan(1e-6);
  });
});
