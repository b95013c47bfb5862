import { describe, expect, it } from 'vitest';
import { boundsOf } from './bounds.ts';
import { shaped } from './known.ts';
import { readModel } from './read-model.ts';
import cases from './runtime-shapes.fixture.json' with { type: 'json' };

/** What depends on the values of a picture, or on when a loop ends, has no exact shape before the run. */
const BOUNDED =
  /^(NonZero|Compress|Unique|NonMaxSuppression|If|Loop that grows|Loop that never begins|Scan|.* of nothing.*)$/;

// The shapes are those that ONNX Runtime 1.30 really gave each value of a network (scripts/truth/onnx_shapes.py).
describe('the shape of a value, said before the run, is what the runtime gives it', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', (name, { model, dims, shapes }) => {
    const { outputs } = boundsOf(readModel(Buffer.from(model, 'base64')), new Map([['x', shaped(1, dims)]]), 2 ** 32);
    for (const [value, real] of Object.entries(shapes as Record<string, number[]>)) {
      const known = outputs.get(value)!;
      expect(known.elements, value).toBeGreaterThanOrEqual(real.reduce((product, dim) => product * dim, 1));
      if (known.exact) expect(known.dims, value).toEqual(real);
      if (!BOUNDED.test(name)) expect(known.exact, `${value} is known exactly`).toBe(true);
      real.forEach((dim, i) => known.dims && expect(known.dims[i], value).toBeGreaterThanOrEqual(dim));
    }
  });
});
