import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { greyPresentationOf } from '../../src-shared/imaging/presentation.ts';
import { cropAround } from '../../src-shared/pixels/picture-window.ts';
import { prepareInput, sourceValues, type Source } from '../../src-shared/pixels/prepare.ts';

/** A prepared tensor of a recipe: the picture by formula, some of the values it became, and the sum of all. */
interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly a: number;
  readonly b: number;
  readonly k: number;
  /** Of a sequence. */
  readonly slices?: number;
  /** Row and column of a click. */
  readonly click?: readonly [number, number];
  readonly indices: readonly number[];
  readonly values: readonly number[];
  readonly sum: number;
}

interface Recipe {
  readonly size: readonly number[];
  readonly percentiles?: readonly [number, number];
  readonly normalisation?: unknown;
  /** Values of this and above are 1, others 0. */
  readonly mask?: number;
  readonly cases: readonly Case[];
}

const shelf = fileURLToPath(new URL('../../models/', import.meta.url));
const models = readdirSync(shelf)
  .filter((id) => existsSync(join(shelf, id, 'preparation.json')))
  .map((id) => {
    const parsed = (file: string): unknown => JSON.parse(readFileSync(join(shelf, id, file), 'utf8'));
    const { input } = ModelManifest.parse(parsed('manifest.json'));
    return { id, recipe: parsed('preparation.json') as Recipe, input };
  });
const cases = models.flatMap((model) =>
  model.recipe.cases.map((each) => ({ ...model, each, name: `${model.id}, ${each.rows} × ${each.columns}` })),
);

/** One channel of the recipe's picture by formula: whole numbers of 0 to 255. */
function picture({ rows, columns, a, b, k }: Case, slice: number, channel: number): Uint8Array {
  return Uint8Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    return Math.floor((a * r + b * c + k * ((r * c) % 17) + 29 * slice + 53 * channel) % 256);
  });
}

/** A stored grey picture as a person sees it, on its way through the presentation. */
function presented(stored: Uint8Array) {
  return greyPresentationOf(stored, {
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
}

function prepared({ recipe, input, each }: (typeof cases)[number]): Float32Array {
  const values = sourceValues(input);
  const planes = Array.from({ length: each.slices ?? 1 }, (_, slice) =>
    Array.from({ length: input.channels }, (_, channel) => {
      const stored = picture(each, slice, channel);
      const { mask } = recipe;
      if (mask !== undefined) return Float32Array.from(stored, (value) => (value >= mask ? 1 : 0));
      return values === 'presentation' && input.channels === 1 ? presented(stored) : Float32Array.from(stored);
    }),
  );
  const source: Source = { slices: planes, rows: each.rows, columns: each.columns, values, spacingMm: null };
  const click = each.click && { x: each.click[1], y: each.click[0] };
  const crop = click && input.point ? cropAround(click, each.rows, each.columns, input.point.cropPx) : null;
  return prepareInput(source, input, crop).grid.values;
}

describe('the shipped networks get what they were trained on', () => {
  it('whatever their kind: films, clicks, colours, sequences', () => {
    const of = (which: (each: (typeof models)[number]) => boolean) => models.filter(which).map(({ id }) => id);
    expect(of(({ recipe }) => recipe.percentiles !== undefined)).toContain('chest-xr-pneumonia');
    expect(of(({ recipe }) => recipe.cases.every(({ click }) => click !== undefined))).toEqual(['lung-ct-nodule']);
    expect(of(({ input }) => input.channels === 3)).toEqual(['blood-cell-type']);
    expect(of(({ input }) => input.kind === 'sequence')).toEqual(['adrenal-ct-shape']);
  });

  it.each(models)('$id by a manifest that describes the preparation of the recipe', ({ recipe, input }) => {
    expect(input.size.slice(-2)).toEqual(recipe.size);
    if (recipe.percentiles) {
      const [low, high] = recipe.percentiles;
      expect(input.range).toEqual({ method: 'percentile', low, high });
    }
    if (recipe.normalisation) expect(input.normalisation).toEqual(recipe.normalisation);
    expect(recipe.cases.length).toBeGreaterThan(0);
  });

  it.each(cases)("$name as the recipe's own code made it", (model) => {
    const values = prepared(model);
    const { each, recipe, input } = model;
    expect(values.length).toBe((each.slices ?? 1) * input.channels * recipe.size[0]! * recipe.size[1]!);
    expect(each.indices.length).toBe(each.values.length);
    each.indices.forEach((index, i) => {
      expect(Math.abs(values[index]! - each.values[i]!), `value ${index}`).toBeLessThanOrEqual(1e-4);
    });
  });

  it.each(cases)('$name over the whole picture, not only at the places looked at', (model) => {
    const values = prepared(model);
    const sum = values.reduce((total, value) => total + value, 0);
    expect(Math.abs(sum - model.each.sum) / values.length).toBeLessThanOrEqual(1e-6);
  });
});
