import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extentOf } from '../../src-shared/drawing/plane.ts';
import { outlineOf, paintLabels, withinPicture, type PaintedLayer } from './label-picture.ts';

const layer = (uid: string, pixels: number[], colour: [number, number, number], opacity = 1): PaintedLayer => ({
  ...{ uid, pixels: Uint8Array.from(pixels), colour, opacity },
  unconfirmed: false,
});

describe('labels on a picture', () => {
  it('lie over one another, the last on top', () => {
    const layers = [layer('a', [1, 1, 0, 0], [255, 0, 0]), layer('b', [0, 1, 1, 0], [0, 0, 255])];
    const rgba = paintLabels(layers, 2, { left: 0, top: 0, right: 2, bottom: 2 });
    expect([...rgba]).toEqual([255, 0, 0, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 0, 0]);
  });

  it('mix where the upper one lets the lower one through', () => {
    const layers = [layer('a', [1], [200, 0, 0], 0.5), layer('b', [1], [0, 0, 200], 0.5)];
    const [red, , blue, alpha] = paintLabels(layers, 1, { left: 0, top: 0, right: 1, bottom: 1 });
    expect(alpha).toBeCloseTo(255 * 0.75, -1);
    expect(blue! / red!).toBeCloseTo(2, 1);
  });

  it('are painted in a part of the picture as in the whole', () => {
    const pixels = Array.from({ length: 20 }, (_, i) => Number(i % 3 === 0));
    const whole = paintLabels([layer('a', pixels, [9, 8, 7], 0.4)], 5, { left: 0, top: 0, right: 5, bottom: 4 });
    const part = paintLabels([layer('a', pixels, [9, 8, 7], 0.4)], 5, { left: 1, top: 2, right: 4, bottom: 4 });
    expect([...part.slice(0, 12)]).toEqual([...whole.slice((2 * 5 + 1) * 4, (2 * 5 + 4) * 4)]);
  });

  it('have an outline as long as their border, wherever they lie', () => {
    const mask = fc.integer({ min: 1, max: 6 }).chain((columns) =>
      fc.record({
        columns: fc.constant(columns),
        pixels: fc
          .array(fc.constantFrom(0, 1), { minLength: columns, maxLength: columns * 6 })
          .map((values) => values.slice(0, values.length - (values.length % columns))),
      }),
    );
    fc.assert(
      fc.property(mask, ({ columns, pixels }) => {
        const rows = pixels.length / columns;
        const values = Uint8Array.from(pixels);
        const extent = extentOf({ rows, columns, values });
        const lines = extent ? outlineOf(values, rows, columns, extent) : [];
        let drawn = 0;
        for (let i = 0; i < lines.length; i += 4) {
          drawn += Math.abs(lines[i + 2]! - lines[i]!) + Math.abs(lines[i + 3]! - lines[i + 1]!);
        }
        const at = (x: number, y: number) =>
          x >= 0 && y >= 0 && x < columns && y < rows ? values[y * columns + x]! : 0;
        let border = 0;
        for (let y = 0; y < rows; y++) {
          for (let x = 0; x < columns; x++) {
            if (!at(x, y)) continue;
            border += 4 - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1);
          }
        }
        expect(drawn).toBe(border);
      }),
    );
  });

  it('end at the edge of the picture', () => {
    expect(withinPicture({ left: -3, top: 1.2, right: 2.5, bottom: 99 }, 4, 8)).toEqual({
      ...{ left: 0, top: 1, right: 3, bottom: 4 },
    });
    expect(withinPicture({ left: 9, top: 0, right: 12, bottom: 2 }, 4, 8)).toBeNull();
  });
});
