import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineOf, type Affine } from '../imaging/affine.ts';
import type { Plane } from './channels.ts';
import expected from './patient-axes.fixture.json' with { type: 'json' };
import {
  keepsOrder,
  movesSlices,
  patientAxes,
  pictureAxes,
  reorderedGrid,
  reorderedSource,
  reorderedTriple,
  reorderingTo,
  undoing,
} from './patient-axes.ts';
import type { Source } from './prepare.ts';

// The other side: nibabel, by `scripts/truth/patient_axes.py`.
const [slices, rows, columns] = expected.size as [number, number, number];
const voxels = slices * rows * columns;
const values = Float32Array.from({ length: voxels }, (_, i) => i);
const grid = { channels: 1, slices, rows, columns, values };

const letters = fc
  .tuple(
    fc.constantFrom('R', 'L'),
    fc.constantFrom('A', 'P'),
    fc.constantFrom('S', 'I'),
    fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
  )
  .map(([x, y, z, order]) => order.map((at) => [x, y, z][at]).join(''));

describe('the axes of a volume', () => {
  it('are named and put in another order as by nibabel, in all 48 orders in which they may be stored', () => {
    expect(new Set(expected.cases.map(({ axes }) => axes)).size).toBe(48);
    for (const { affine, axes, values: wanted } of expected.cases) {
      expect(patientAxes(affine as unknown as Affine)).toBe(axes);
      expected.wanted.forEach((order, i) => {
        expect([...reorderedGrid(grid, reorderingTo(axes, order)!).values]).toEqual(wanted[i]);
      });
    }
  });

  it('are nobody’s where the affine is flat', () => {
    expect(patientAxes(affineOf([1, 0, 0], [2, 0, 0], [0, 0, 1], [0, 0, 0]))).toBeNull();
  });

  it('can be brought to every order and back, without a number being changed', () => {
    fc.assert(
      fc.property(letters, letters, (own, wanted) => {
        const there = reorderingTo(own, wanted)!;
        const turned = reorderedGrid({ ...grid, channels: 1 }, there);
        expect(reorderedGrid(turned, undoing(there))).toEqual(grid);
        expect(reorderedTriple([slices, rows, columns], there)).toEqual([turned.slices, turned.rows, turned.columns]);
        expect(keepsOrder(there)).toBe(own === wanted);
        expect(movesSlices(there)).toBe(turned.slices !== slices);
      }),
    );
  });
});

describe('a single picture', () => {
  const AXIAL = [1, 0, 0, 0, 1, 0];

  it('has its rows and columns named by its cosines', () => {
    expect(pictureAxes(AXIAL)).toBe('SPL');
    expect(pictureAxes([0, 1, 0, 0, 0, -1])).toBe('RIP');
    expect(pictureAxes(null)).toBeNull();
    expect(pictureAxes([1, 0, 0, 1, 0, 0])).toBeNull();
  });

  it('is turned within its plane, and never into another', () => {
    expect(reorderingTo('SPL', 'PL')).toMatchObject({ axes: [0, 1, 2], backwards: [false, false, false] });
    expect(reorderingTo('SAR', 'PL')).toMatchObject({ axes: [0, 1, 2], backwards: [false, true, true] });
    expect(reorderingTo('ILP', 'PL')).toMatchObject({ axes: [0, 2, 1], backwards: [false, false, false] });
    for (const other of ['RIP', 'AIL', 'PSL']) expect(reorderingTo(other, 'PL')).toBeNull();
  });
});

describe('a stack on the way to a network', () => {
  const ramp = (from: number): Float32Array => Float32Array.from({ length: rows * columns }, (_, i) => from + i);
  const tabled: Plane = {
    codes: Uint8Array.from({ length: rows * columns }, (_, i) => i % 3),
    table: Float32Array.of(7, 8, 9),
    counts: Uint32Array.of(4, 4, 4),
  };
  const source = (planes: readonly (readonly Plane[])[]): Source => ({
    slices: planes,
    rows,
    columns,
    values: 'modality',
    spacingMm: [3, 0.5, 0.25],
  });

  it('goes the way of its numbers, with its spacing', () => {
    const stack = source([[ramp(0)], [ramp(rows * columns)]]);
    const turned = reorderedSource(stack, reorderingTo('SPL', 'LSA')!);
    const same = reorderedGrid(grid, reorderingTo('SPL', 'LSA')!);
    expect(turned).toMatchObject({ rows: slices, columns: rows, values: 'modality', spacingMm: [0.25, 3, 0.5] });
    expect(turned.slices.flatMap(([plane]) => [...(plane as Float32Array)])).toEqual([...same.values]);
  });

  it('is itself where it lies as wanted', () => {
    const stack = source([[ramp(0)], [ramp(5)]]);
    expect(reorderedSource(stack, reorderingTo('SPL', 'SPL')!)).toBe(stack);
  });

  it('knows its padding still', () => {
    const range = { from: -2000, to: -2000 };
    const stack = source([[ramp(0)], [ramp(5)]]);
    const absentOf = (absent: Source['absent'], wanted: string) =>
      reorderedSource({ ...stack, absent: absent! }, reorderingTo('SPL', wanted)!).absent;
    expect(absentOf([range, null], 'IPL')).toEqual([null, range]);
    expect(absentOf([range, null], 'SAL')).toEqual([range, null]);
    expect(absentOf([range, { ...range }], 'LPS')).toEqual(Array.from({ length: columns }, () => range));
    // what is padding in one slice is none in the next
    expect(absentOf([range, null], 'LPS')).toEqual(Array.from({ length: columns }, () => null));
    expect(reorderedSource(stack, reorderingTo('SPL', 'LPS')!)).not.toHaveProperty('absent');
  });

  it('has the values of its codes, and one plane for channels that were one', () => {
    const colour = [ramp(0), ramp(100), ramp(200)];
    const mixed = reorderedSource(source([[tabled, tabled, tabled], colour]), reorderingTo('SPL', 'SPR')!);
    expect([...(mixed.slices[0]![1] as Float32Array)].slice(0, 4)).toEqual([7, 9, 8, 7]);
    expect([...(mixed.slices[1]![2] as Float32Array)].slice(0, 4)).toEqual([203, 202, 201, 200]);
    const grey = reorderedSource(source([[tabled, tabled, tabled]]), reorderingTo('SPL', 'SPR')!);
    expect(grey.slices[0]![2]).toBe(grey.slices[0]![0]);
  });
});
