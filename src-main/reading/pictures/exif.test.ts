import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTurned } from './exif.ts';

/** A TIFF header and one directory with one entry. */
function exif(orientation: number, { little = true, tag = 0x0112, directory = 8 } = {}): Uint8Array {
  const view = new DataView(new ArrayBuffer(26));
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, directory, little);
  view.setUint16(8, 1, little);
  view.setUint16(10, tag, little);
  view.setUint16(12, 3, little);
  view.setUint32(14, 1, little);
  view.setUint16(18, orientation, little);
  return new Uint8Array(view.buffer);
}

describe('Exif data', () => {
  it('say in either byte order whether a picture is to be turned', () => {
    for (const little of [true, false]) {
      expect([1, 2, 6, 8].map((orientation) => isTurned(exif(orientation, { little })))).toEqual([
        false,
        true,
        true,
        true,
      ]);
    }
  });

  it('say nothing where they are damaged or speak of something else', () => {
    expect(isTurned(exif(9))).toBe(false);
    expect(isTurned(exif(6, { tag: 0x0100 }))).toBe(false);
    expect(isTurned(exif(6, { directory: 2 ** 31 }))).toBe(false);
    expect(isTurned(exif(6).subarray(0, 12))).toBe(false);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => typeof isTurned(bytes) === 'boolean'));
  });
});
