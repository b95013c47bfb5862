import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newGrid, type Grid } from './grid.ts';
import { prepareInput, type Preparation, type Source } from './prepare.ts';
import { returnToSource } from './return-to-source.ts';

/** A coarser answer whose every number says where it lies: its middle along one axis, in pixels of the prepared grid. */
function places(axis: 'slice' | 'row', prepared: Omit<Grid, 'values' | 'channels'>, coarser: number): Grid {
  const slices = axis === 'slice' ? prepared.slices / coarser : prepared.slices;
  const [rows, columns] = axis === 'slice' ? [1, 1] : [prepared.rows / coarser, prepared.columns / coarser];
  const grid = newGrid(1, slices, rows, columns);
  grid.values.forEach((_, i) => {
    const at = axis === 'slice' ? Math.floor(i / (rows * columns)) : Math.floor(i / columns) % rows;
    grid.values[i] = (at + 0.5) * coarser;
  });
  return grid;
}

const empty = (slices: number, rows: number, columns: number): Source => ({
  slices: Array.from({ length: slices }, () => [new Float32Array(rows * columns)]),
  rows,
  columns,
  values: 'modality',
  spacingMm: null,
});

const preparation: Preparation = {
  kind: 'frame',
  size: [64, 64],
  spacingMm: null,
  resize: { fit: 'letterbox', filter: 'linear' },
  pad: { mode: 'constant', value: 0, place: 'centre' },
  range: { method: 'none' },
  normalisation: { mean: [0], std: [1] },
};

describe('an answer that is coarser than the network’s input', () => {
  it('comes back at its place, however the picture lies within the input', () => {
    const side = fc.integer({ min: 20, max: 130 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(2, 4, 8), (rows, columns, coarser) => {
        const { grid, placement } = prepareInput(empty(1, rows, columns), preparation);
        const { region } = placement;
        const back = returnToSource(
          places('row', grid, coarser),
          grid,
          placement,
          { slices: 1, rows, columns },
          () => 0,
        );
        for (let row = 0; row < rows; row++) {
          const wanted = region.row + ((row + 0.5) * region.rows) / rows;
          // numbers are held at the ends, of the answer and of the picture
          const held = 1 + Math.max(1, region.rows / rows) + (region.row < coarser ? coarser : 0);
          if (wanted - region.row < held || region.row + region.rows - wanted < held) continue;
          // a triangle's weights at few points do not balance exactly
          expect(Math.abs((back.values[row * columns] as number) - wanted)).toBeLessThan(0.2);
        }
      }),
    );
  });

  it('comes back slice by slice too', () => {
    const volume: Preparation = {
      ...preparation,
      kind: 'volume',
      size: [null, 4, 4],
      multiple: 8,
      resize: { fit: 'none', filter: 'linear' },
    };
    const { grid, placement } = prepareInput(empty(11, 4, 4), volume);
    expect([grid.slices, placement.firstSlice]).toEqual([16, 2]);
    const back = returnToSource(
      places('slice', grid, 4),
      grid,
      placement,
      { slices: 11, rows: 4, columns: 4 },
      () => 0,
    );
    expect(Array.from({ length: 11 }, (_, slice) => back.values[slice * 16])).toEqual(
      Array.from({ length: 11 }, (_, slice) => slice + 2.5),
    );
  });
});
