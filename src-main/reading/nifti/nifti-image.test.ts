import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineOf, apply, type Affine } from '../../../src-shared/imaging/affine.ts';
import { InstanceDescription } from '../../../src-shared/imaging/instance.ts';
import { encodeNiftiHeader, readNiftiHeader, type NiftiHeader } from '../../../src-shared/imaging/nifti-header.ts';
import { niftiVoxel } from '../../../src-shared/imaging/nifti-voxel.ts';
import { writeNifti } from '../../../src-shared/imaging/nifti-write.ts';
import { assembleSeries } from '../../../src-shared/imaging/series-assembly.ts';
import { reordered } from '../../../src-shared/pixels/reorder.ts';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import { summarise } from '../summary.ts';

const open = (bytes: Uint8Array) => openImage(bytesInMemory(bytes));
const ramp = Int16Array.from({ length: 4 * 3 * 2 * 2 }, (_, i) => i * 100 - 1000);
/** Right to left, front to back, feet to head: LPS steps 0.5, 0.75, 4. */
const upright = affineOf([0.5, 0, 0], [0, 0.75, 0], [0, 0, 4], [-10, -20, 30]);
const many = writeNifti({ values: ramp, size: [4, 3, 2], volumes: 2, affine: upright });
const single = writeNifti({ values: ramp.slice(0, 24), size: [4, 3, 2], affine: upright });
const headed = (bytes: Uint8Array) => readNiftiHeader(bytes) as NiftiHeader;

/** A volume of any voxel type from its bytes, in either byte order. */
function file(datatype: number, voxels: Uint8Array, changes: Partial<NiftiHeader> = {}): Uint8Array {
  const voxel = niftiVoxel(datatype) as NonNullable<ReturnType<typeof niftiVoxel>>;
  const dims = [voxels.length / voxel.bytes, 1, 1];
  const header = encodeNiftiHeader({ ...headed(single), voxel, dims, ...changes });
  return new Uint8Array(Buffer.concat([header, new Uint8Array((changes.voxelOffset ?? 352) - header.length), voxels]));
}

describe('a NIfTI volume', () => {
  it('is one instance whose frames are its slices, at their places', async () => {
    const { description, ...image } = await open(single);
    expect(description.gate).toMatchObject({ container: 'nifti', modality: null });
    expect(description.pixels).toMatchObject({
      rows: 3,
      columns: 4,
      frames: 2,
      sampleType: 'int16',
      bitsStored: 16,
      spacing: { rowMm: 0.75, columnMm: 0.5, provenance: 'nifti-header' },
      imagePositionMm: [-10, -20, 30],
      imageOrientation: [1, 0, 0, 0, 1, 0],
      affine: upright,
      perFrame: [{ imagePositionMm: [-10, -20, 30] }, { imagePositionMm: [-10, -20, 34] }],
    });
    expect(description.warnings).toEqual([]);
    const whole = { ...description, fileBytes: 0, fileSha256: '0'.repeat(64) };
    expect(InstanceDescription.parse(whole)).toEqual(whole);
    expect([...(await image.stored(1)).values]).toEqual([...ramp.subarray(12, 24)]);
  });

  it('of several volumes says so, and which frame belongs to which', async () => {
    const { description } = await open(many);
    expect(description.pixels.frames).toBe(4);
    expect(description.pixels.perFrame?.map((frame) => frame.imagePositionMm?.[2])).toEqual([30, 34, 30, 34]);
    expect(description.acquisition?.frames?.map((frame) => frame.temporalPosition)).toEqual([1, 1, 2, 2]);
    expect(description.warnings).toEqual([{ code: 'volume-many', details: { volumes: 2 } }]);
  });

  it('is the same compressed', async () => {
    const [plain, compressed] = [await open(many), await open(gzipSync(many))];
    expect(compressed.description).toEqual(plain.description);
    for (const frame of [3, 0]) expect(await compressed.stored(frame)).toEqual(await plain.stored(frame));
  });

  it('is the same with whatever stands behind the compressed bytes', async () => {
    const compressed = gzipSync(many);
    const plain = await open(many);
    for (const behind of ['garbage', '\0'.repeat(512)]) {
      const image = await open(new Uint8Array(Buffer.concat([compressed, Buffer.from(behind, 'latin1')])));
      expect(await image.stored(3)).toEqual(await plain.stored(3));
    }
  });

  it('that is large is expanded onto the disk, not into memory', async () => {
    const slice = Uint8Array.from({ length: 2 ** 20 }, (_, i) => (i * 31) & 0xff);
    const header = encodeNiftiHeader({
      ...headed(single),
      voxel: niftiVoxel(2) as NonNullable<ReturnType<typeof niftiVoxel>>,
      dims: [1024, 1024, 257],
    });
    // One gzip member a slice: the same bytes as compressed at once, in a hundredth of the time.
    const member = gzipSync(slice);
    const whole = new Uint8Array(Buffer.concat([gzipSync(header), ...Array.from({ length: 257 }, () => member)]));
    const held = process.memoryUsage().arrayBuffers;
    const source = bytesInMemory(whole);
    const image = await openImage(source);
    expect((await image.stored(256)).bytes).toEqual(slice);
    expect(process.memoryUsage().arrayBuffers - held).toBeLessThan(64 * 2 ** 20);
  });

  it('in two files is read where both are there', async () => {
    const header = encodeNiftiHeader({ ...headed(single), oneFile: false, voxelOffset: 16 });
    const voxels = single.subarray(352);
    const pair = bytesInMemory(new Uint8Array(Buffer.concat([header, new Uint8Array(16), voxels])));
    const image = await openImage({ ...pair, secondAt: header.length });
    expect([...(await image.stored(1)).values]).toEqual([...ramp.subarray(12, 24)]);
    await expect(open(header)).rejects.toThrow('nifti-pair-incomplete');
    await expect(open(gzipSync(header))).rejects.toThrow('nifti-pair-incomplete');
  });

  it('keeps every number of every type, in both byte orders', async () => {
    const cases: [number, ArrayBufferView, number[]][] = [
      [2, Uint8Array.of(0, 255), [0, 255]],
      [256, Int8Array.of(-128, 127), [-128, 127]],
      [4, Int16Array.of(-32_768, 32_767), [-32_768, 32_767]],
      [512, Uint16Array.of(65_535), [65_535]],
      [8, Int32Array.of(-(2 ** 31)), [-(2 ** 31)]],
      [768, Uint32Array.of(2 ** 32 - 1), [2 ** 32 - 1]],
      [16, Float32Array.of(0.1), [Math.fround(0.1)]],
      [64, Float64Array.of(0.1, 1e300), [0.1, 1e300]],
      [1024, BigInt64Array.of(-(2n ** 53n) + 1n), [-Number.MAX_SAFE_INTEGER]],
      [1280, BigUint64Array.of(2n ** 53n - 1n), [Number.MAX_SAFE_INTEGER]],
    ];
    for (const [datatype, view, numbers] of cases) {
      const little = new Uint8Array(view.buffer as ArrayBuffer);
      const width = (niftiVoxel(datatype) as { bytes: number }).bytes;
      const big = Uint8Array.from(little, (_, i) => little[i - (i % width) + width - 1 - (i % width)] as number);
      for (const bytes of [file(datatype, little), file(datatype, big, { littleEndian: false })]) {
        const stored = await (await open(bytes)).stored(0);
        expect([...stored.values]).toEqual(numbers);
        expect([...stored.bytes]).toEqual([...little]);
      }
    }
  });

  it('of whole numbers beyond what a double holds is refused when it is decoded', async () => {
    const image = await open(file(1024, new Uint8Array(BigInt64Array.of(2n ** 53n).buffer)));
    await expect(image.stored(0)).rejects.toThrow('nifti-type-unsupported');
  });

  it('of colour is RGB, transparency laid on black, and hashed as it is stored', async () => {
    const rgb = await open(file(128, Uint8Array.of(1, 2, 3, 4, 5, 6)));
    expect(rgb.description.pixels).toMatchObject({ samplesPerPixel: 3, photometric: 'RGB', bitsStored: 8, columns: 2 });
    expect([...(await rgb.stored(0)).values]).toEqual([1, 2, 3, 4, 5, 6]);
    const rgba = await (await open(file(2304, Uint8Array.of(200, 100, 50, 51)))).stored(0);
    expect([[...rgba.values], [...rgba.bytes]]).toEqual([
      [40, 20, 10],
      [200, 100, 50, 51],
    ]);
  });

  it('leaves out what is no number when it is summed up', async () => {
    const values = Float32Array.of(NaN, 3, Infinity, -1, -Infinity, 1);
    const summary = await summarise(await open(writeNifti({ values, size: [6, 1, 1], affine: upright })));
    expect(summary).toMatchObject({ min: -1, max: 3, mean: 1, rescaledMin: -1, rescaledMax: 3 });
  });

  it('is scaled by its slope, and by none where that is 0 or no number', async () => {
    const rescaleOf = async (slope: number, intercept: number) =>
      (await open(file(2, new Uint8Array(2), { slope, intercept }))).description.pixels.rescale;
    expect(await rescaleOf(0.5, -10)).toEqual({ slope: 0.5, intercept: -10, unit: null });
    expect(await rescaleOf(2, NaN)).toMatchObject({ slope: 2, intercept: 0 });
    for (const slope of [0, NaN, Infinity]) expect(await rescaleOf(slope, 5)).toMatchObject({ slope: 1, intercept: 0 });
  });

  it('is first seen in the window that it asks for', async () => {
    const { description } = await open(file(2, new Uint8Array(2), { calMin: 40, calMax: 80 }));
    expect(description.pixels.windows).toEqual([{ center: 60, width: 40, function: 'LINEAR_EXACT' }]);
  });

  it('whose sides are not certain has no letters, places or cosines, and says so', async () => {
    const { description } = await open(file(2, new Uint8Array(2), { sformCode: 0, qformCode: 0 }));
    expect(description.warnings).toEqual([{ code: 'orientation-unknown', details: {} }]);
    expect(description.pixels).toMatchObject({ imagePositionMm: null, imageOrientation: null });
    expect(description.pixels.spacing.provenance).toBe('nifti-header');
    expect(description.pixels).not.toHaveProperty('affine');
  });

  it('that is slanted keeps its slices’ geometry, and loses it where the slices are slanted themselves', async () => {
    const values = new Uint8Array(8);
    const tilted = affineOf([1, 0, 0], [0, 1, 0], [0, 1, Math.sqrt(3)], [0, 0, 0]);
    const tilt = (await open(writeNifti({ values, size: [2, 2, 2], affine: tilted }))).description;
    expect(tilt.warnings).toEqual([{ code: 'volume-sheared', details: { degrees: 30 } }]);
    expect(tilt.pixels.imageOrientation).toEqual([1, 0, 0, 0, 1, 0]);
    expect(tilt.pixels.perFrame?.[1]?.imagePositionMm?.[1]).toBe(1);
    const slanted = affineOf([1, 0, 0], [0.5, Math.sqrt(0.75), 0], [0, 0, 1], [0, 0, 0]);
    const slant = (await open(writeNifti({ values, size: [2, 2, 2], affine: slanted }))).description;
    expect(slant.warnings).toEqual([{ code: 'volume-sheared', details: { degrees: 30 } }]);
    expect(slant.pixels).toMatchObject({ imageOrientation: null, spacing: { provenance: 'none' } });
    expect(slant.pixels.affine?.[0][1]).toBeCloseTo(0.5, 6);
  });

  it('of connectivity is a matrix, not a thousand pictures of one pixel', async () => {
    const bytes = file(16, new Uint8Array(24), { intentCode: 3001, dims: [1, 1, 1, 1, 3, 2] });
    expect((await open(bytes)).description.pixels).toMatchObject({
      rows: 2,
      columns: 3,
      frames: 1,
      spacing: { provenance: 'none' },
      imageOrientation: null,
    });
  });

  it('with a damaged extension is read, and says so', async () => {
    const extended = file(2, Uint8Array.of(7, 8), { voxelOffset: 384 });
    expect((await open(extended)).description.warnings).toEqual([]);
    extended[348] = 1;
    const image = await open(extended);
    expect(image.description.warnings).toEqual([{ code: 'nifti-bad-extension', details: {} }]);
    expect([...(await image.stored(0)).values]).toEqual([7, 8]);
  });
});

describe('a phantom with a spot in one corner', () => {
  const size = [5, 6, 7] as const;
  const values = Float32Array.from({ length: 210 }, (_, i) => (i === (1 * 6 + 4) * 7 + 2 ? 100 : i % 7));
  const oblique = affineOf([0.7, 0.2, -0.1], [-0.2, 0.8, 0.3], [0.3, -0.4, 2.1], [-12, 34, 56]);
  const phantom = { values, size, affine: oblique };
  const spot = apply(oblique, [2, 4, 1]);
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;

  it.each(orders)(
    'has it at the same place in the patient, whatever way its axes run (%i, %i, %i)',
    async (...order) => {
      for (const turns of [0, 1, 2, 3, 4, 5, 6, 7]) {
        const backwards = [(turns & 1) > 0, (turns & 2) > 0, (turns & 4) > 0] as const;
        const grid = reordered(phantom, order, backwards);
        const [slices, rows, columns] = grid.size;
        const file = writeNifti({ values: grid.values, size: [columns, rows, slices], affine: grid.affine });
        const image = await open(file);
        const { pixels } = image.description;
        for (let frame = 0; frame < slices; frame++) {
          const at = [...(await image.stored(frame)).values].indexOf(100);
          if (at < 0) continue;
          const [row, column] = [Math.floor(at / columns), at % columns];
          const voxel = apply(pixels.affine as Affine, [column, row, frame]);
          spot.forEach((mm, i) => expect(voxel[i]).toBeCloseTo(mm, 4));
          expect(grid.values[frame * rows * columns + at]).toBe(100);
        }
      }
    },
  );

  it('is assembled into one volume, or into one for each point in time', async () => {
    const name = 'phantom.nii';
    const described = async (volumes: number) => {
      const all = new Float32Array(210 * volumes);
      const bytes = writeNifti({ values: all, size: [7, 6, 5], volumes, affine: upright });
      const { description } = await open(bytes);
      return assembleSeries([{ name, description: { ...description, fileBytes: 0, fileSha256: '0'.repeat(64) } }]);
    };
    const one = await described(1);
    expect(one.displaySets.map(({ planes, obstacles }) => [planes.length, obstacles])).toEqual([[5, []]]);
    expect(one.displaySets[0]?.geometry?.affine).toEqual(upright);
    const three = await described(3);
    expect(three.displaySets.map(({ planes }) => planes.length)).toEqual([5, 5, 5]);
  });
});

describe('a NIfTI file that claims', () => {
  const claiming = (changes: Partial<NiftiHeader>) => encodeNiftiHeader({ ...headed(single), ...changes });

  it('more voxels than it holds is refused before anything is read', async () => {
    const vast = claiming({ dims: [1500, 1500, 4000] });
    for (const bytes of [vast, gzipSync(vast), single.subarray(0, single.length - 1)]) {
      await expect(open(bytes)).rejects.toThrow('nifti-too-large');
    }
  });

  it('more slices than are shown, or larger ones, is refused', async () => {
    for (const dims of [
      [1, 1, 32_767, 32_767],
      [30_000, 30_000, 1],
    ]) {
      await expect(open(claiming({ dims }))).rejects.toThrow('nifti-too-large');
    }
  });

  it('that its voxels begin behind its end is refused', async () => {
    await expect(open(claiming({ voxelOffset: 2 ** 40, version: 2 }))).rejects.toThrow('nifti-bad-offset');
  });

  it('little and expands to much is refused as a bomb', async () => {
    const bomb = gzipSync(Buffer.concat([single, Buffer.alloc(8 * 2 ** 20)]));
    await expect(open(bomb)).rejects.toThrow('gzip-bomb');
    // One that lies about its length too is caught when it is expanded.
    const liar = new Uint8Array(bomb);
    new DataView(liar.buffer).setUint32(liar.length - 4, single.length, true);
    const image = await open(liar);
    await expect(image.stored(0)).rejects.toThrow('gzip-bomb');
  });

  it('nothing and expands to much is a bomb, and to little no image', async () => {
    const zeros = gzipSync(new Uint8Array(2 ** 20));
    const bomb = Buffer.concat(Array.from({ length: 80 }, () => zeros));
    await expect(open(bomb)).rejects.toThrow('gzip-bomb');
    await expect(open(zeros)).rejects.toThrow('not-an-image');
    await expect(open(gzipSync(Buffer.from('Dear colleague')))).rejects.toThrow('not-an-image');
  });

  it('over 4 GiB that compression could hold is a bomb, without expanding it', async () => {
    const header = gzipSync(claiming({ dims: [10_000, 10_000, 24] }));
    const size = 8 * 2 ** 20;
    const source = {
      size,
      read: async (at: number, length: number) => padded(header, at, length),
      close: async () => undefined,
    };
    await expect(openImage(source)).rejects.toThrow('gzip-bomb');
  });

  it('to be whole and was cut or damaged in compression is refused', async () => {
    const noise = Uint8Array.from({ length: 50_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 0xff);
    const compressed = gzipSync(writeNifti({ values: noise, size: [50, 50, 20], affine: upright }));
    await expect(open(compressed.subarray(0, compressed.length - 2000))).rejects.toThrow('nifti-too-large');
    const damaged = new Uint8Array(compressed);
    damaged[1000] = (damaged[1000] as number) ^ 0xff;
    await expect(open(damaged).then((image) => image.stored(0))).rejects.toThrow('image-corrupt');
  });
});

/** A compressed file of any length: what is there, then nothing. */
function padded(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  out.set(bytes.subarray(at, at + length));
  return out;
}

describe('any damage to a NIfTI file', () => {
  it('gives an image or a coded refusal', { timeout: 60_000 }, async () => {
    const originals = [many, gzipSync(many), file(64, new Uint8Array(16), { littleEndian: false })];
    const blow = fc.record({
      which: fc.nat(originals.length - 1),
      at: fc.nat(400),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(blow, async ({ which, at, bytes }) => {
        const original = originals[which] as Uint8Array;
        const hurt = Uint8Array.from(original);
        hurt.set(bytes.subarray(0, Math.max(0, hurt.length - at)), Math.min(at, hurt.length));
        try {
          const image = await open(hurt);
          for (let frame = 0; frame < Math.min(4, image.description.pixels.frames); frame++) await image.stored(frame);
        } catch (error) {
          expect((error as { name: string }).name).toBe('CodedError');
        }
      }),
      { numRuns: 400 },
    );
    expect(gunzipSync(originals[1] as Uint8Array).length).toBe(many.length);
  });
});
