import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { tabled } from '../../src-shared/imaging/tabled-picture.ts';
import type { Plane } from '../../src-shared/pixels/channels.ts';
import type { Rectangle } from '../../src-shared/pixels/picture-window.ts';
import { prepareInput, sourceValues } from '../../src-shared/pixels/prepare.ts';
import { blankGate, imageWarnings } from './image-gates.ts';

const manifest = ModelManifest.parse(shipped);

/** A body before air: bright in the middle, dark at the corners. */
const body = (rows: number, columns: number, of = (value: number) => value) =>
  Float32Array.from({ length: rows * columns }, (_, i) => {
    const [y, x] = [Math.floor(i / columns) / rows - 0.5, (i % columns) / columns - 0.5];
    return of(20 + 200 * Math.exp(-8 * (x * x + y * y)));
  });

const gate = (
  plane: Plane,
  range: ModelManifest['input']['range'] = { method: 'none' },
  values: 'presentation' | 'modality' = 'presentation',
) => blankGate({ slices: [[plane]], values, rows: 1, columns: lengthOf(plane) }, { range }, null);

const lengthOf = (plane: Plane) => (plane instanceof Float32Array ? plane : plane.codes).length;

/** What the gate says of a picture that was prepared by this description. */
function preparedGate(
  plane: Float32Array | Plane[],
  columns: number,
  input: Partial<ModelManifest['input']>,
  crop: Rectangle | null = null,
) {
  const planes = plane instanceof Float32Array ? [plane] : plane;
  const description = { ...manifest.input, pad: null, ...input };
  const rows = lengthOf(planes[0] as Plane) / columns;
  const source = { slices: [planes], rows, columns, spacingMm: null, values: sourceValues(description) } as const;
  return blankGate(source, description, prepareInput(source, description, crop).placement);
}

function codes(plane: Plane, rows: number, columns: number, modality: string | null = null): string[] {
  const source = { slices: [[plane]], rows, columns, values: 'presentation', spacingMm: null } as const;
  return imageWarnings(source, manifest, { modality }).map(({ code }) => code);
}

describe('what a picture itself says against it', () => {
  it('is nothing for a body before air', () => {
    expect(codes(body(90, 80), 90, 80)).toEqual([]);
  });

  it('is that black and white are swapped, whichever way the values are held', () => {
    const swapped = body(90, 80, (value) => 255 - value);
    expect(codes(swapped, 90, 80)).toEqual(['image-inverted']);
    const held = tabled(Uint8Array.from(swapped), (value) => value);
    expect(codes(held as Plane, 90, 80)).toEqual(['image-inverted']);
  });

  it('is not asked of pictures that are no projections', () => {
    expect(
      codes(
        body(90, 80, (value) => 255 - value),
        90,
        80,
        'CT',
      ),
    ).toEqual([]);
  });

  it.each([
    ['more than a twentieth', 501, ['image-clipped']],
    ['a twentieth', 500, []],
  ])('is that %s is pure white', (_name, pixels, wanted) => {
    expect(codes(body(100, 100).fill(255, 4000, 4000 + pixels), 100, 100)).toEqual(wanted);
  });

  it('is that more than three fifths are black', () => {
    const plane = body(100, 100, (value) => (value < 150 ? 0 : value));
    expect(codes(plane, 100, 100)).toEqual(['image-clipped']);
  });

  it.each([
    ['the noise of an empty grey', 3, ['image-flat']],
    ['seven greys', 7, ['image-flat']],
    ['fifty greys', 50, []],
  ])('is that there is next to nothing in it: %s', (_name, greys, wanted) => {
    const plane = Float32Array.from({ length: 10_000 }, (_, i) => 100 + ((i * 7919) % greys));
    expect(codes(plane, 100, 100)).toEqual(wanted);
    const held = tabled(Uint8Array.from(plane), (value) => value);
    expect(codes(held as Plane, 100, 100)).toEqual(wanted);
  });

  it('is that all but a few pixels are of one grey', () => {
    expect(codes(new Float32Array(10_000).fill(90).fill(200, 500, 560), 100, 100)).toEqual(['image-flat']);
  });

  it('is a shape that squashing would bend', () => {
    expect(codes(body(40, 110), 40, 110)).toEqual(['image-stretched']);
    expect(codes(body(110, 40), 110, 40)).toEqual(['image-stretched']);
    expect(codes(body(50, 110), 50, 110)).toEqual([]);
  });
});

describe('the gate for blank pictures', () => {
  it('refuses one single grey value, whatever it is', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), fc.integer({ min: 1, max: 300 }), (value, count) => {
        expect(gate(new Float32Array(count).fill(value))).toEqual({ code: 'image-blank', details: {} });
      }),
    );
  });

  it('lets pass a picture in which one pixel differs, wherever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), (place) => {
        const picture = new Float32Array(100).fill(12);
        picture[place] = 13;
        expect(gate(picture)).toBeNull();
      }),
    );
  });

  it('tells a picture of which the window shows nothing, and passes one of which it shows one pixel', () => {
    const window = { method: 'window', low: -160, high: 240 } as const;
    const outside = { code: 'image-outside-window', details: { low: -160, high: 240 } };
    const of = (...values: number[]) => gate(Float32Array.from(values), window, 'modality');
    // densities that were never rescaled, and a stack of air
    expect(of(900, 1200, 4095, 240)).toEqual(outside);
    expect(of(-1024, -1000, -160)).toEqual(outside);
    expect(of(900, 1200, 239)).toBeNull();
    expect(of(-1024, 4095)).toBeNull();
    expect(of(7, 7)).toEqual({ code: 'image-blank', details: {} });
    const tabled = {
      codes: Uint16Array.of(0, 1, 1),
      table: Float32Array.of(300, 400, 0),
      counts: Uint32Array.of(1, 2, 0),
    };
    expect(gate(tabled, window, 'modality')).toEqual(outside);
    // colour is taken as it is seen, and so is what other ranges stretch
    expect(gate(Float32Array.of(250, 255), window, 'presentation')).toBeNull();
    expect(gate(Float32Array.of(900, 1200), { method: 'min-max' }, 'modality')).toBeNull();
  });

  const blank = { code: 'image-blank', details: {} };
  const hounsfield = { range: { method: 'window', low: -600, high: 240 } } as const;

  it('refuses what has no numbers at all, and passes a picture with one beside them', () => {
    for (const none of [NaN, Infinity]) {
      const nothing = new Float32Array(64).fill(none);
      expect(preparedGate(nothing, 8, hounsfield)).toEqual(blank);
      expect(preparedGate(nothing, 8, { range: { method: 'min-max', values: 'modality' } })).toEqual(blank);
      expect(gate(nothing, { method: 'none' }, 'modality')).toEqual(blank);
      expect(preparedGate(nothing.with(3, 100), 8, hounsfield)).toBeNull();
    }
    // beyond the window, and what is no number is shown as its lower end
    expect(preparedGate(new Float32Array(64).fill(NaN).with(3, -900), 8, hounsfield)?.code).toBe(
      'image-outside-window',
    );
  });

  it('refuses a part around a point that has one value, though the picture has more', () => {
    const picture = body(40, 40);
    for (let row = 0; row < 20; row++) picture.fill(-1000, row * 40, row * 40 + 20);
    const at = (row: number, column: number) =>
      preparedGate(picture, 40, hounsfield, { row, column, rows: 8, columns: 8 });
    expect(at(16, 16)).toBeNull();
    expect(at(4, 4)).toEqual({ code: 'image-blank', details: { rows: 8, columns: 8 } });
    // what lies beyond the border is none of the picture
    expect(at(-5, -5)?.code).toBe('image-blank');
    expect(at(36, 36)).toBeNull();
  });

  it('refuses a part around a point of which the window shows nothing', () => {
    const air = Float32Array.from({ length: 400 }, (_, i) => (i < 200 ? -1000 + (i % 7) : i));
    const crop = { row: 0, column: 0, rows: 6, columns: 6 };
    expect(preparedGate(air, 20, hounsfield, crop)?.code).toBe('image-outside-window');
    expect(preparedGate(air, 20, hounsfield, { ...crop, row: 8 })).toBeNull();
  });

  it('refuses a picture whose values are one between the percentiles that the network looks at', () => {
    const range = { method: 'percentile', low: 1, high: 99, values: 'modality' } as const;
    const dark = new Float32Array(1000);
    expect(preparedGate(dark.fill(500, 0, 5), 20, { range })).toEqual(blank);
    expect(preparedGate(dark.fill(500, 0, 40), 20, { range })).toBeNull();
  });

  it('refuses a picture of one colour, and passes one of two', () => {
    const [red, none, blue] = [255, 0, 20].map((value) => new Float32Array(16).fill(value)) as [Plane, Plane, Plane];
    const of = (...planes: Plane[]) =>
      preparedGate(planes, 4, {
        channels: 3,
        range: { method: 'none' },
        normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
      });
    expect(of(red, none, blue)).toEqual(blank);
    expect(of(red, none, (blue as Float32Array).with(5, 21))).toBeNull();
  });
});
