import { describe, expect, it } from 'vitest';
import { wholeCodestream, readJpeg2000Header } from './jpeg-2000-header.ts';

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
    expect(readJpeg2000Header(header(30, 20, 64, 3))).toMatchObject(expected);
    expect(readJpeg2000Header(Uint8Array.from([...new Uint8Array(85), ...header(30, 20, 64, 3)]))).toMatchObject(
      expected,
    );
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

describe('the tile-parts of a JPEG 2000 stream', () => {
  /** A stream of nothing but its headers: a size marker, and tile-parts that state these lengths. */
  const stream = (stated: readonly number[], end: readonly number[] = [0xff, 0xd9]) => {
    const main = header(30, 20, 64, 1).subarray(0, 42);
    new DataView(main.buffer, main.byteOffset).setUint16(4, 38);
    const parts = stated.map((length) => {
      const part = new Uint8Array(14);
      const view = new DataView(part.buffer);
      view.setUint16(0, 0xff90);
      view.setUint16(2, 10);
      view.setUint32(6, length);
      return part;
    });
    return Uint8Array.from([main, ...parts, end].flatMap((bytes) => [...bytes]));
  };

  it('lie within the stream, the last one to its end, with an end mark or without', () => {
    for (const good of [stream([14]), stream([14, 14]), stream([14, 0]), stream([14], [])]) {
      expect(() => wholeCodestream(good)).not.toThrow();
    }
  });

  it('are refused where one is longer than what is left, or there is none', () => {
    for (const bad of [stream([17]), stream([14, 40]), stream([0xffffffff]), stream([])]) {
      expect(() => wholeCodestream(bad)).toThrow('codec-corrupt');
    }
  });
});
