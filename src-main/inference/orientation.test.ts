import { describe, expect, it } from 'vitest';
import { affineOf, betweenRasAndLps, type Affine } from '../../src-shared/imaging/affine.ts';
import { sformAffine } from '../../src-shared/imaging/nifti-affine.ts';
import { patientAxes, reorderedGrid, reorderingTo } from '../../src-shared/pixels/patient-axes.ts';
import axesCases from '../../src-shared/pixels/patient-axes.fixture.json' with { type: 'json' };
import { reordered } from '../../src-shared/pixels/reorder.ts';
import type { VoxelGrid } from '../../src-shared/pixels/voxel-grid.ts';
import type { ModelOnDisk } from './calls.ts';
import { made, stored } from './fixtures/made-files.fixture.ts';
import {
  askSmall,
  label,
  smallModel,
  smallPicture,
  volumeOf,
  volumeOutliner,
  type Differently,
} from './fixtures/small-models.fixture.ts';

/** Axial slices from the feet up, no two voxels alike in what lies around them. */
const [slices, rows, columns] = [7, 12, 18];
const axial: VoxelGrid & { affine: Affine } = {
  size: [slices, rows, columns],
  values: Float32Array.from({ length: slices * rows * columns }, (_, i) => {
    const [z, y, x] = [Math.floor(i / (rows * columns)), Math.floor(i / columns) % rows, i % columns];
    return Math.round(900 * Math.sin(0.5 * z + 0.31 * x) + 700 * Math.cos(0.43 * y - 0.2 * z) + 40 * x + 11 * y);
  }),
  affine: affineOf([0.5, 0.02, 0], [-0.02, 0.7, 0.03], [0, -0.1, 2], [-30, 12, 5]),
};
const everyOrder = [...new Set(axesCases.cases.map(({ axes }) => axes))];

/** The same voxels as another file would store them. */
function storedAs(axes: string) {
  const reordering = reorderingTo('SPL', axes)!;
  const grid = reordered(axial, reordering.axes, reordering.backwards) as typeof axial;
  const [deep, high, wide] = grid.size;
  const frames = Array.from({ length: deep }, (_, z) =>
    Int16Array.from(grid.values.subarray(z * high * wide, (z + 1) * high * wide)),
  );
  const picture = smallPicture(high, wide, frames, { spacing: { rowMm: 1, columnMm: 1, provenance: 'pixel-spacing' } });
  const sizes = { S: 2, I: 2, P: 0.7, A: 0.7, L: 0.5, R: 0.5 };
  const spacingMm = [...axes].map((letter) => sizes[letter as keyof typeof sizes]) as [number, number, number];
  return { picture, volume: volumeOf(picture, { affine: grid.affine, spacingMm }), affine: grid.affine };
}

const wanting = ({ file, manifest }: ModelOnDisk, change: Partial<ModelOnDisk['manifest']['input']>): ModelOnDisk => ({
  file,
  manifest: { ...manifest, input: { ...manifest.input, ...change } },
});

/** A made volume's voxels in the order of {@link axial}. */
function inAxialOrder({ header, data }: ReturnType<typeof made>): number[] {
  const [wide, high, deep] = header!.dims as [number, number, number];
  const grid = { channels: 1, slices: deep, rows: high, columns: wide, values: Float32Array.from(data) };
  const axes = patientAxes(betweenRasAndLps(sformAffine(header!)))!;
  return [...reorderedGrid(grid, reorderingTo(axes, 'SPL')!).values];
}

describe('a network of volumes that says how its axes run', () => {
  const model = volumeOutliner([8, 16, 16], 0.5);
  const spaced = { spacingMm: [1.5, 0.6, 0.6] as [number, number, number] };

  it('outlines the same voxels of the patient, in whichever of 48 orders a file stores them', async () => {
    const plain = await askSmall(wanting(model, spaced), storedAs('SPL').picture, { volume: storedAs('SPL').volume });
    const mask = inAxialOrder(made(plain.outcome, 'mask'));
    expect(new Set(mask).size).toBe(3);
    for (const axes of everyOrder) {
      const { picture, volume, affine } = storedAs(axes);
      const asked = wanting(model, { ...spaced, orientation: 'SPL' });
      const { outcome } = await askSmall(asked, picture, { volume });
      expect(outcome.warnings).toEqual(plain.outcome.warnings);
      expect(outcome.input.orientation).toEqual({ stored: axes, given: 'SPL' });
      const own = made(outcome, 'mask');
      expect(own.header!.dims).toEqual([picture.pixels.columns, picture.pixels.rows, volume.slices.length]);
      betweenRasAndLps(sformAffine(own.header!)).forEach((line, i) => {
        line.forEach((value, j) => expect(value).toBeCloseTo(affine[i as 0][j as 0], 4));
      });
      expect(inAxialOrder(own), axes).toEqual(mask);
      outcome.segments!.forEach(({ areaPx, volumeMm3, interval }, i) => {
        const same = plain.outcome.segments![i]!;
        expect(areaPx).toBe(same.areaPx);
        expect(volumeMm3! / same.volumeMm3!).toBeCloseTo(1, 9);
        expect(interval!.high / same.interval!.high).toBeCloseTo(1, 9);
      });
    }
  });

  it('leaves padding out of its range, in whatever order a file has it', async () => {
    const black = { padding: { from: -1500, to: -900 } };
    const of = async (axes: string, change: object) => {
      const { picture, volume } = storedAs(axes);
      const padded = { ...picture, pixels: { ...picture.pixels, ...change } };
      const asked = { volume: { ...volume, instances: [{ ...volume.instances[0]!, pixels: padded.pixels }] } };
      return inAxialOrder(
        made((await askSmall(wanting(model, { orientation: 'SPL' }), padded, asked)).outcome, 'mask'),
      );
    };
    const mask = await of('SPL', black);
    expect(mask).not.toEqual(await of('SPL', {}));
    for (const axes of ['IPL', 'LAI', 'ARS']) expect(await of(axes, black)).toEqual(mask);
  });

  it('would see something else without it', async () => {
    const reference = await askSmall(model, storedAs('SPL').picture, { volume: storedAs('SPL').volume });
    const mirrored = await askSmall(model, storedAs('SPR').picture, { volume: storedAs('SPR').volume });
    expect(inAxialOrder(made(mirrored.outcome, 'mask'))).not.toEqual(inAxialOrder(made(reference.outcome, 'mask')));
    expect(mirrored.outcome.input.orientation).toBeUndefined();
  });

  it('gets what nibabel would give it, where it learned from volumes that begin with columns to the right', async () => {
    // as of nibabel.as_closest_canonical: columns become the tensor's depth
    const canonical = storedAs('RAS');
    const plain = await askSmall(model, canonical.picture, { volume: canonical.volume });
    const { picture, volume } = storedAs('ILA');
    const { outcome } = await askSmall(wanting(model, { orientation: 'RAS' }), picture, { volume });
    expect(inAxialOrder(made(outcome, 'mask'))).toEqual(inAxialOrder(made(plain.outcome, 'mask')));
  });

  it('keeps the probabilities at their voxels', async () => {
    const asked = { withProbabilities: true };
    const of = async (axes: string, orientation?: string) => {
      const { picture, volume } = storedAs(axes);
      const { outcome } = await askSmall(wanting(model, { orientation }), picture, { volume, ...asked });
      const map = made(outcome, 'probability');
      const voxels = new Uint16Array(map.data.slice().buffer);
      return inAxialOrder({ ...map, data: voxels as never });
    };
    expect(await of('LAI', 'SPL')).toEqual(await of('SPL'));
  });

  it('compares spacings as it will see them', async () => {
    const limits = {
      spacingRangeMm: [[1, 3] as [number, number], [0.3, 1] as [number, number], [0.3, 1] as [number, number]],
    };
    const { picture, volume } = storedAs('LAI');
    const codes = async (change: object) =>
      (await askSmall(wanting(model, { ...limits, ...change }), picture, { volume })).outcome.warnings.map(
        ({ code }) => code,
      );
    expect(await codes({})).toContain('spacing-unsuitable');
    expect(await codes({ orientation: 'SPL' })).not.toContain('spacing-unsuitable');
  });

  it('warns where the file does not say how it lies, and takes it as it is', async () => {
    const { picture, volume } = storedAs('SPL');
    const nowhere = { ...volume, affine: null };
    const { outcome } = await askSmall(wanting(model, { orientation: 'RAS', strict: ['orientation'] }), picture, {
      volume: nowhere,
    });
    expect(outcome.verdict).toBe('stated');
    expect(outcome.warnings.map(({ code }) => code)).toContain('orientation-unknown');
    expect(outcome.input.orientation).toBeUndefined();
  });
});

describe('a network of sequences that says how its axes run', () => {
  const reader = smallModel('reader', {
    task: 'sequence',
    input: {
      kind: 'sequence',
      size: [null, 16, 16],
      resize: { fit: 'squash', filter: 'nearest' },
      range: { method: 'min-max' },
      normalisation: { mean: [0], std: [1] },
      layout: 'NTCHW',
    },
    outputs: [{ name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('a'), label('b')] }],
    selfTest: { size: [5, 16, 16] } as never,
  });
  const ask = async (axes: string, change: Partial<ModelOnDisk['manifest']['input']>, asked: object = {}) => {
    const { picture, volume } = storedAs(axes);
    return (await askSmall(wanting(reader, change), picture, { volume, ...asked })).outcome;
  };

  it('says the same of slices from the head down', async () => {
    const { probabilities } = await ask('SPL', {});
    expect((await ask('IPL', { orientation: 'SPL' })).probabilities).toEqual(probabilities);
    expect((await ask('LIA', { orientation: 'SPL' })).probabilities).toEqual(probabilities);
    expect((await ask('IPL', {})).probabilities).not.toEqual(probabilities);
  });

  it('lays its map on the rows and columns that the file has', async () => {
    const asked = { explain: 'occlusion' } as const;
    const { map } = await ask('SPL', {}, asked);
    const own = (await ask('IAL', { orientation: 'SPL' }, asked)).map!;
    expect([own.rows, own.columns, own.method]).toEqual([map!.rows, map!.columns, 'occlusion']);
    const upsideDown = Array.from({ length: own.rows }, (_, row) =>
      own.values.slice((own.rows - 1 - row) * own.columns, (own.rows - row) * own.columns),
    ).flat();
    upsideDown.forEach((value, i) => expect(value).toBeCloseTo(map!.values[i]!, 6));
  });

  it('has no map of slices that lie across those of the file, and says why', async () => {
    const { map, warnings, probabilities } = await ask('LIA', { orientation: 'SPL' }, { explain: 'occlusion' });
    expect(map).toBeNull();
    expect(Object.keys(probabilities)).toEqual(['a', 'b']);
    expect(warnings.map(({ code }) => code)).toContain('map-other-plane');
  });
});

describe('a network of single pictures that says how rows and columns run', () => {
  const outliner: Differently = {
    task: 'segmentation',
    input: { size: [32, 32], range: { method: 'min-max' }, normalisation: { mean: [0], std: [1] } },
    outputs: [{ name: 'mask', kind: 'mask', activation: 'sigmoid', labels: [label('blob')] }],
  };
  const model = smallModel('outliner', outliner);
  const strict = { orientation: 'PL', strict: ['orientation' as const] };

  it('outlines the same pixels of every slice of a volume that is stored upside down', async () => {
    const reference = storedAs('SPL');
    const plain = await askSmall(model, reference.picture, { volume: reference.volume });
    for (const axes of ['SAR', 'IRP']) {
      const { picture, volume } = storedAs(axes);
      const { outcome } = await askSmall(wanting(model, { orientation: 'PL' }), picture, { volume });
      expect(inAxialOrder(made(outcome, 'mask'))).toEqual(inAxialOrder(made(plain.outcome, 'mask')));
    }
  });

  it('turns a single slice by its direction cosines', async () => {
    const of = (axes: string, imageOrientation: number[]) => {
      const { frames, pixels } = storedAs(axes).picture;
      return { frames, pixels: { ...pixels, frames: 1, imageOrientation } };
    };
    const plain = made((await askSmall(model, of('SPL', [1, 0, 0, 0, 1, 0]))).outcome, 'mask');
    const { outcome } = await askSmall(wanting(model, strict), of('SPR', [-1, 0, 0, 0, 1, 0]));
    expect(stored(outcome).input.orientation).toEqual({ stored: 'IPR', given: 'IPL' });
    const mirrored = made(outcome, 'mask');
    const back = Array.from({ length: rows }, (_, row) =>
      [...mirrored.data.slice(row * columns, (row + 1) * columns)].reverse(),
    ).flat();
    expect(back).toEqual([...plain.data]);
    expect(back).not.toEqual([...mirrored.data]);
  });

  it('warns of a picture in another plane, or refuses it where the manifest is strict', async () => {
    const { picture, volume } = storedAs('LIP');
    const details = { found: 'IP', wanted: 'PL' };
    const warned = (await askSmall(wanting(model, { orientation: 'PL' }), picture, { volume })).outcome;
    expect(warned.warnings).toContainEqual({ code: 'orientation-unsuitable', details });
    expect(warned.input.orientation).toEqual({ stored: 'LIP', given: 'LIP' });
    const refused = (await askSmall(wanting(model, strict), picture, { volume })).outcome;
    expect(refused).toMatchObject({ verdict: 'refused', refusal: { code: 'orientation-unsuitable', details } });
  });
});
