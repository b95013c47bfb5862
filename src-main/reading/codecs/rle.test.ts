import { describe, expect, it } from 'vitest';
import { decodeRle } from './rle.ts';

const expected = { rows: 1, columns: 4, samples: 1, bitsAllocated: 8, signed: false };

function stream(...segments: number[][]): Uint8Array {
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, segments.length, true);
  let at = 64;
  segments.forEach((segment, i) => {
    header.setUint32(4 + i * 4, at, true);
    at += segment.length;
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()]);
}

describe('RLE', () => {
  it('unpacks runs and literals', () => {
    expect([...decodeRle(stream([0xfe, 7, 0, 9]), expected)]).toEqual([7, 7, 7, 9]);
  });

  it('puts the most significant bytes first in the stream, last in memory', () => {
    const wide = { ...expected, bitsAllocated: 16 };
    expect([...decodeRle(stream([0xfd, 1], [0xfd, 2]), wide)]).toEqual([2, 1, 2, 1, 2, 1, 2, 1]);
  });

  it('interleaves colour', () => {
    const colour = { ...expected, columns: 2, samples: 3 };
    expect([...decodeRle(stream([1, 1, 2], [1, 3, 4], [1, 5, 6]), colour)]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it('ignores what lies beyond the frame', () => {
    expect([...decodeRle(stream([0xf0, 7, 0xf0, 8]), expected)]).toEqual([7, 7, 7, 7]);
  });

  it('refuses segments outside the data, too short or too many', () => {
    const outside = stream([0xfd, 7]);
    new DataView(outside.buffer).setUint32(4, 5000, true);
    expect(() => decodeRle(outside, expected)).toThrow('codec-rle-range');
    expect(() => decodeRle(stream([0xfe, 7]), expected)).toThrow('codec-corrupt');
    expect(() => decodeRle(stream([5, 1]), expected)).toThrow('codec-corrupt');
    expect(() => decodeRle(new Uint8Array(10), expected)).toThrow('codec-corrupt');
    expect(() => decodeRle(stream([0xfd, 7], [0xfd, 7]), expected)).toThrow('codec-size-mismatch');
  });
});
