import { describe, expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import recipe from '../../models/chest-xr-pneumonia/preparation.json' with { type: 'json' };
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { greyPresentationOf } from '../../src-shared/imaging/presentation.ts';
import { prepareFrame } from '../../src-shared/pixels/prepare-frame.ts';

const { input } = ModelManifest.parse(shipped);
const cases = recipe.cases.map((each) => ({ ...each, name: `${each.rows} × ${each.columns}` }));

/** The recipe's picture by formula: whole numbers of 0 to 255. */
function picture({ rows, columns, a, b, k }: (typeof cases)[number]): Uint8Array {
  return Uint8Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    return Math.floor((a * r + b * c + k * ((r * c) % 17)) % 256);
  });
}

/** A stored picture as the pipeline prepares it: presentation first, then the manifest's preparation. */
function prepared(each: (typeof cases)[number]): Float32Array {
  const presentation = greyPresentationOf(picture(each), {
    samplesPerPixel: 1,
    photometric: 'MONOCHROME2',
    sampleType: 'uint8',
    bitsStored: 8,
    rescale: { slope: 1, intercept: 0, unit: null },
    modalityLut: null,
    windows: [],
    voiLut: null,
    padding: null,
  });
  return prepareFrame(presentation, each.rows, each.columns, input);
}

describe('the shipped network gets what it was trained on', () => {
  it('by a manifest that describes the preparation of the recipe', () => {
    expect(input.size).toEqual(recipe.size);
    const [low, high] = recipe.percentiles;
    expect(input.range).toEqual({ method: 'percentile', low, high });
    expect(input.normalisation).toEqual(recipe.normalisation);
    expect(cases.length).toBeGreaterThan(0);
  });

  it.each(cases)("as the recipe's own code made it from a picture of $name", (each) => {
    const values = prepared(each);
    expect(values.length).toBe(recipe.size[0]! * recipe.size[1]!);
    expect(each.indices.length).toBe(each.values.length);
    each.indices.forEach((index, i) => {
      expect(Math.abs(values[index]! - each.values[i]!), `value ${index}`).toBeLessThanOrEqual(1e-4);
    });
  });

  it.each(cases)('over the whole picture of $name, not only at the places looked at', (each) => {
    const values = prepared(each);
    const sum = values.reduce((total, value) => total + value, 0);
    expect(Math.abs(sum - each.sum) / values.length).toBeLessThanOrEqual(1e-6);
  });
});
