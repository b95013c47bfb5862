import { describe, expect, it } from 'vitest';
import type { InstanceDescription } from './instance.ts';
import { withCommonUptake } from './series-uptake.ts';

const image = (factor: number | null, modality = 'PT') => {
  const suv = factor === null ? {} : { suv: { bodyWeightFactor: factor } };
  return { description: { gate: { modality }, pixels: { rows: 2, ...suv } } as unknown as InstanceDescription };
};
const factorsOf = (...images: ReturnType<typeof image>[]) => {
  const { instances, warnings } = withCommonUptake(images);
  return [
    instances.map(({ description }) => description.pixels.suv?.bodyWeightFactor),
    warnings.map(({ code }) => code),
  ];
};

describe('the uptake of a series', () => {
  it('is that of its images where they agree but for the rounding of times', () => {
    expect(factorsOf(image(2e-4), image(2.0001e-4))).toEqual([[2e-4, 2.0001e-4], []]);
  });

  it('is unknown, and said to be, where images lead to different ones or some to none', () => {
    expect(factorsOf(image(2e-4), image(2.1e-4))).toEqual([[undefined, undefined], ['series-uptake-differs']]);
    expect(factorsOf(image(2e-4), image(null))).toEqual([[undefined, undefined], ['series-uptake-differs']]);
    expect(factorsOf(image(null), image(null))).toEqual([[undefined, undefined], ['series-uptake-unknown']]);
  });

  it('is no question of other series', () => {
    expect(factorsOf(image(null, 'CT'))).toEqual([[undefined], []]);
  });
});
