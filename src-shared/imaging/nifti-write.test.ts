import { describe, expect, it } from 'vitest';
import { affineOf } from './affine.ts';
import { niftiPlace } from './nifti-affine.ts';
import { readNiftiHeader, type NiftiHeader } from './nifti-header.ts';
import { writeNifti } from './nifti-write.ts';

const affine = affineOf([-0.5, 0, 0], [0, 0.75, 0], [0, 0.25, 2], [10, -20, 30]);
const size = [3, 2, 2] as const;

describe('a written volume', () => {
  it('holds its voxels, first axis fastest, and lies where it lay', () => {
    const values = Uint16Array.from({ length: 12 }, (_, i) => i * 5000);
    const bytes = writeNifti({ values, size, affine, rescale: { slope: 2, intercept: -1024 } });
    const header = readNiftiHeader(bytes) as NiftiHeader;
    expect(header).toMatchObject({ version: 1, dims: [3, 2, 2], voxelOffset: 352, slope: 2, intercept: -1024 });
    expect(header.voxel.name).toBe('uint16');
    expect([...new Uint16Array(bytes.buffer, 352)]).toEqual([...values]);
    expect(niftiPlace(header).affine).toEqual(affine);
  });

  it('has the type of its array', () => {
    for (const values of [
      new Uint8Array(12),
      new Int8Array(12),
      new Int16Array(12),
      new Uint32Array(12),
      new Int32Array(12),
      new Float32Array(12),
      new Float64Array(12),
    ]) {
      const name = values.constructor.name.replace('Array', '').toLowerCase();
      expect(readNiftiHeader(writeNifti({ values, size, affine }))?.voxel.name).toBe(name);
    }
  });

  it('without a place says so, and keeps its size', () => {
    const header = readNiftiHeader(writeNifti({ values: new Uint8Array(12), size, affine: null, sizeMm: [1, 2, 3] }));
    const place = niftiPlace(header as NiftiHeader);
    expect([place.affine, place.sizeMm]).toEqual([null, [1, 2, 3]]);
  });

  it('may be several, or longer than NIfTI-1 can say', () => {
    const many = writeNifti({ values: new Uint8Array(24), size, volumes: 2, affine });
    expect(readNiftiHeader(many)?.dims).toEqual([3, 2, 2, 2]);
    const long = writeNifti({ values: new Uint8Array(40_000), size: [40_000, 1, 1], affine });
    expect(readNiftiHeader(long)).toMatchObject({ version: 2, dims: [40_000, 1, 1], voxelOffset: 544 });
  });

  it('whose values do not fill it is refused', () => {
    expect(() => writeNifti({ values: new Uint8Array(11), size, affine })).toThrow('nifti-bad-dims');
  });
});
