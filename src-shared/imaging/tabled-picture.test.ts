import { describe, expect, it } from 'vitest';
import { prepareFrame } from '../pixels/prepare-frame.ts';
import { farthest } from '../pixels/wave.fixture.ts';
import type { SampleArray } from './frame.ts';
import type { PixelDescription } from './instance.ts';
import { percentiles } from './percentiles.ts';
import { greyPresentationOf, greyTableOf } from './presentation.ts';
import { tabled, tabledPercentiles } from './tabled-picture.ts';

const grey = {
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  bitsStored: 16,
  sampleType: 'uint16',
  rescale: { slope: 1, intercept: 0, unit: null },
  modalityLut: null,
  windows: [],
  voiLut: null,
  padding: null,
} satisfies Partial<PixelDescription>;

const rows = 61;
const columns = 97;
const value = (i: number) => Math.round(900 * Math.sin(i / 37) + 700 * Math.cos(i / 5) + (i % 11));
const filled = <A extends SampleArray>(samples: A, of: (i: number) => number): A => samples.map((_v, i) => of(i)) as A;
const signed = filled(new Int16Array(rows * columns), value);
const unsigned = filled(new Uint16Array(rows * columns), (i) => value(i) + 2000);
const bytes = filled(new Uint8Array(rows * columns), (i) => (value(i) + 2000) >> 4);

const films: [string, SampleArray, Parameters<typeof greyTableOf>[1]][] = [
  ['bytes', bytes, { ...grey, bitsStored: 8, sampleType: 'uint8' }],
  ['unsigned words, stretched', unsigned, grey],
  ['signed words, stretched', signed, { ...grey, sampleType: 'int16' }],
  ['signed words with padding', signed, { ...grey, sampleType: 'int16', padding: { from: -1600, to: -900 } }],
  ['words that are all padding', unsigned, { ...grey, padding: { from: 0, to: 65_535 } }],
  [
    'an inverted film with rescale and window',
    signed,
    {
      ...grey,
      sampleType: 'int16',
      photometric: 'MONOCHROME1',
      rescale: { slope: -2.5, intercept: 40, unit: null },
      windows: [{ center: 40, width: 1800, function: 'SIGMOID' }],
    },
  ],
];

describe('a tabled picture', () => {
  it.each(films)('reaches a network as the same numbers as pixel by pixel: %s', (_name, values, description) => {
    const input = {
      range: { method: 'percentile' as const, low: 0.5, high: 99.5 },
      normalisation: { mean: [0.5], std: [0.25] },
    };
    const picture = greyTableOf(values, description)!;
    const seen = greyPresentationOf(values, description);
    expect(Float32Array.from(picture.codes, (code) => picture.table[code]!)).toEqual(seen);
    for (const size of [
      [20, 24],
      [61, 97],
      [80, 128],
      [7, 1],
    ] as const) {
      const wanted = prepareFrame(seen, rows, columns, { ...input, size: [...size] });
      expect(farthest(prepareFrame(picture, rows, columns, { ...input, size: [...size] }), wanted)).toBeLessThan(1e-5);
    }
  });

  it('has the percentiles of its pixels, also where the table falls', () => {
    const at = [0, 0.5, 33.3, 50, 99.5, 100];
    const falling = tabled(signed, (sample) => 100 - 3 * sample)!;
    const pixels = Float32Array.from(signed, (sample) => 100 - 3 * sample);
    expect(tabledPercentiles(falling, at)).toEqual(percentiles(pixels, at));
    expect(tabledPercentiles(tabled(new Uint8Array(0), Number)!, [50])).toEqual([NaN]);
  });

  it('is not made of colour or of samples wider than 16 bits', () => {
    expect(greyTableOf(bytes, { ...grey, bitsStored: 8, samplesPerPixel: 3, photometric: 'RGB' })).toBeNull();
    expect(greyTableOf(new Uint32Array(4), { ...grey, bitsStored: 32, sampleType: 'uint32' })).toBeNull();
  });
});
