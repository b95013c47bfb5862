import { describe, expect, it } from 'vitest';
import { readJpeg2000Header } from './jpeg-2000-header.ts';

function header(width: number, height: number, tile: number, samples: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint32(0, 0xff4fff51);
  view.setUint32(8, width);
  view.setUint32(12, height);
  view.setUint32(24, tile);
  view.setUint32(28, tile);
  view.setUint16(40, samples);
  return new Uint8Array(view.buffer);
}

describe('a JPEG 2000 header', () => {
  it('states its size, also inside a JP2 file', () => {
    const expected = { rows: 20, columns: 30, samples: 3 };
    expect(readJpeg2000Header(header(30, 20, 64, 3))).toEqual(expected);
    expect(readJpeg2000Header(Uint8Array.from([...new Uint8Array(85), ...header(30, 20, 64, 3)]))).toEqual(expected);
  });

  it('is refused when it is missing or absurd', () => {
    for (const bytes of [
      new Uint8Array(10),
      new Uint8Array(500),
      header(0, 20, 64, 1),
      header(60_000, 60_000, 1, 1),
      header(30, 20, 0, 1),
      header(30, 20, 64, 5),
    ]) {
      expect(() => readJpeg2000Header(bytes)).toThrow('codec-corrupt');
    }
  });
});
