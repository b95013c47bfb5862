import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeNiftiHeader,
  extensionFault,
  looksLikeAnalyze,
  looksLikeNifti,
  readNiftiHeader,
  type NiftiHeader,
} from './nifti-header.ts';
import { niftiVoxel } from './nifti-voxel.ts';
import fixture from './nibabel-headers.fixture.json' with { type: 'json' };

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const written = (name: string) =>
  bytesOf(fixture.cases.find((one) => one.name === name)?.header ?? '') as Uint8Array<ArrayBuffer>;

/** A header with some of its bytes changed. */
function changed(name: string, change: (view: DataView) => void): Uint8Array {
  const bytes = written(name);
  change(new DataView(bytes.buffer));
  return bytes;
}

const FORMS = [
  ['axes (0, 1, 2) (1, 1, 1)', { version: 1, littleEndian: true, oneFile: true }],
  ['oblique, big endian', { version: 1, littleEndian: false, oneFile: true }],
  ['oblique, NIfTI-2', { version: 2, littleEndian: true, oneFile: true }],
  ['oblique, NIfTI-2, big endian', { version: 2, littleEndian: false, oneFile: true }],
  ['oblique, pair', { version: 1, littleEndian: true, oneFile: false }],
] as const;

describe('a NIfTI header', () => {
  for (const [name, form] of FORMS) {
    it(`that nibabel wrote is read in its version, byte order and form (${name})`, () => {
      const header = readNiftiHeader(written(name));
      expect(header).toMatchObject({ ...form, dims: fixture.shape, slope: 2, intercept: -7, intentCode: 0 });
      expect(header?.voxel.name).toBe('int16');
      expect(header?.voxelOffset).toBe(form.oneFile ? (form.version === 1 ? 352 : 544) : 0);
    });

    it(`is written as nibabel writes it, but for what only describes (${name})`, () => {
      const bytes = written(name);
      const header = readNiftiHeader(bytes) as NiftiHeader;
      const again = encodeNiftiHeader(header);
      expect(again.length).toBe(bytes.length);
      expect(readNiftiHeader(again)).toEqual(header);
      expect([...again.subarray(0, 4)]).toEqual([...bytes.subarray(0, 4)]);
    });
  }

  it('comes back as it was written, whatever it says', () => {
    const real = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(Math.fround);
    const reals = (count: number) => fc.array(real, { minLength: count, maxLength: count });
    const vector = fc.tuple(real, real, real);
    const header = fc.record({
      version: fc.constantFrom(1 as const, 2 as const),
      littleEndian: fc.boolean(),
      oneFile: fc.boolean(),
      dims: fc.array(fc.integer({ min: 1, max: 32_767 }), { minLength: 1, maxLength: 7 }),
      voxel: fc.constantFrom(
        ...[2, 4, 8, 16, 64, 128, 256, 512, 768, 1024, 1280, 2304].map((type) => niftiVoxel(type)),
      ),
      voxelOffset: fc.integer({ min: 34, max: 60 }).map((blocks) => blocks * 16),
      pixdim: reals(8),
      slope: real,
      intercept: real,
      qformCode: fc.integer({ min: 0, max: 5 }),
      sformCode: fc.integer({ min: 0, max: 5 }),
      quaternion: vector,
      offset: vector,
      sform: reals(12),
      calMin: real,
      calMax: real,
      intentCode: fc.integer({ min: 0, max: 3099 }),
      units: fc.integer({ min: 0, max: 63 }),
    });
    fc.assert(
      fc.property(header, (one) => {
        const bytes = encodeNiftiHeader(one as NiftiHeader);
        expect(looksLikeNifti(bytes)).toBe(true);
        expect(readNiftiHeader(bytes)).toEqual(one);
      }),
    );
  });

  it('with an impossible number of axes or size is refused', () => {
    const [one, two] = ['axes (0, 1, 2) (1, 1, 1)', 'oblique, NIfTI-2'];
    for (const axes of [200, -1, 0, 8]) {
      expect(() => readNiftiHeader(changed(one, (view) => view.setInt16(40, axes, true)))).toThrow('nifti-bad-dims');
      const bytes = changed(two, (view) => view.setBigInt64(16, BigInt(axes), true));
      expect(() => readNiftiHeader(bytes)).toThrow('nifti-bad-dims');
    }
    for (const size of [0, -3]) {
      expect(() => readNiftiHeader(changed(one, (view) => view.setInt16(44, size, true)))).toThrow('nifti-bad-dims');
    }
    const vast = changed(two, (view) => view.setBigInt64(24, 2n ** 62n, true));
    expect(() => readNiftiHeader(vast)).toThrow('nifti-bad-dims');
  });

  it('counts axes that are not in use as nothing, whatever they say', () => {
    const bytes = changed('axes (0, 1, 2) (1, 1, 1)', (view) => view.setInt16(48, -5, true));
    expect(readNiftiHeader(bytes)?.dims).toEqual(fixture.shape);
  });

  it('whose voxels begin nowhere is refused', () => {
    for (const offset of [NaN, 0, 1e30, Infinity, -352, 351, 352.5]) {
      const bytes = changed('axes (0, 1, 2) (1, 1, 1)', (view) => view.setFloat32(108, offset, true));
      expect(() => readNiftiHeader(bytes)).toThrow('nifti-bad-offset');
    }
    const bytes = changed('oblique, NIfTI-2', (view) => view.setBigInt64(168, -1n, true));
    expect(() => readNiftiHeader(bytes)).toThrow('nifti-bad-offset');
  });

  it('of complex numbers, bits, float128, nothing or a width that is none is refused by its type', () => {
    for (const datatype of [0, 1, 32, 1536, 1792, 2048, 777]) {
      const bytes = changed('oblique, big endian', (view) => view.setInt16(70, datatype, false));
      expect(() => readNiftiHeader(bytes)).toThrow(expect.objectContaining({ details: { datatype } }) as Error);
    }
    const narrow = changed('oblique, big endian', (view) => view.setInt16(72, 8, false));
    expect(() => readNiftiHeader(narrow)).toThrow('nifti-type-unsupported');
  });

  it('is nothing else, and nothing else is one', () => {
    const analyze = changed('oblique, pair', (view) => view.setUint32(344, 0));
    expect(looksLikeNifti(analyze)).toBe(false);
    expect(looksLikeAnalyze(analyze)).toBe(true);
    expect(looksLikeAnalyze(written('oblique, pair'))).toBe(false);
    expect(readNiftiHeader(new Uint8Array(600))).toBeNull();
    expect(readNiftiHeader(written('oblique, pair').subarray(0, 347))).toBeNull();
    expect(() =>
      encodeNiftiHeader({ ...(readNiftiHeader(written('oblique, pair')) as NiftiHeader), dims: [40_000] }),
    ).toThrow('nifti-bad-dims');
  });
});

describe('an extension', () => {
  const between = (...sizes: number[]) => {
    const bytes = new Uint8Array(4 + 64);
    bytes[0] = 1;
    let at = 4;
    for (const size of sizes) {
      new DataView(bytes.buffer).setInt32(at, size, true);
      at += Math.max(16, size);
    }
    return bytes;
  };

  it('is skipped when its size is true', () => {
    expect(extensionFault(between(32, 32), true)).toBeNull();
    expect(extensionFault(new Uint8Array(4), true)).toBeNull();
    expect(extensionFault(new Uint8Array(), true)).toBeNull();
  });

  it('of size 0, below 0, crooked or beyond the voxels is told', () => {
    for (const size of [0, -16, 24, 80, 2 ** 31 - 16]) {
      expect(extensionFault(between(size), true)).toEqual({ code: 'nifti-bad-extension', details: {} });
    }
    expect(extensionFault(between(32, 0), true)).not.toBeNull();
  });
});
