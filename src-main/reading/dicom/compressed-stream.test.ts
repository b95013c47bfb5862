import { describe, expect, it } from 'vitest';
import { comesOutAsYbr, isLossyStream } from './compressed-stream.ts';

/** A JPEG 2000 main header: size, then the coding style, with a comment before it. */
function codestream({ wavelet = 1, transform = 1, boxed = false }): Uint8Array {
  const siz = [0xff, 0x51, 0, 41, ...new Array<number>(39).fill(0)];
  const comment = [0xff, 0x64, 0, 4, 0, 0];
  const cod = [0xff, 0x52, 0, 12, 0, 0, 0, 1, transform, 5, 4, 4, 0, wavelet];
  const box = boxed ? [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 13, 10, 0x87, 10] : [];
  return Uint8Array.from([...box, 0xff, 0x4f, ...siz, ...comment, ...cod, 0xff, 0x90, 0, 10, 0, 0]);
}

/** A JPEG up to its frame header. */
function jpeg(process: number, { adobe = null as number | null, sampling = [0x11, 0x11, 0x11] } = {}): Uint8Array {
  const app14 = adobe === null ? [] : [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, adobe];
  const frame = [8, 0, 1, 0, 1, 3, ...sampling.flatMap((factor, i) => [i + 1, factor, 0])];
  return Uint8Array.from([0xff, 0xd8, ...app14, 0xff, 0xc0 + process, 0, 17, ...frame]);
}

/** A JPEG-LS up to its first scan. */
function jpegLs(near: number): Uint8Array {
  const frame = [0xff, 0xf7, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0];
  return Uint8Array.from([0xff, 0xd8, ...frame, 0xff, 0xda, 0, 8, 1, 1, 0, near, 0, 0]);
}

describe('a compressed stream', () => {
  it('with loss is known by itself, whatever its transfer syntax', () => {
    expect(isLossyStream('jpeg-lossless', jpeg(0))).toBe(true);
    expect(isLossyStream('jpeg', jpeg(3))).toBe(false);
    for (const boxed of [false, true]) {
      expect(isLossyStream('jpeg-2000', codestream({ wavelet: 0, boxed }))).toBe(true);
      expect(isLossyStream('htj2k', codestream({ wavelet: 1, boxed }))).toBe(false);
    }
    expect(isLossyStream('jpeg-ls', jpegLs(2))).toBe(true);
    expect(isLossyStream('jpeg-ls', jpegLs(0))).toBe(false);
    expect(isLossyStream('rle', jpeg(0))).toBe(false);
  });

  it('of JPEG 2000 is RGB where it had a transform of its own', () => {
    expect(comesOutAsYbr('jpeg-2000', 'YBR_FULL', codestream({ transform: 0 }))).toBe(true);
    expect(comesOutAsYbr('jpeg-2000', 'YBR_FULL', codestream({ transform: 1 }))).toBe(false);
    expect(comesOutAsYbr('jpeg-2000', 'YBR_RCT', codestream({ transform: 1 }))).toBe(false);
    expect(comesOutAsYbr('htj2k', 'RGB', codestream({ transform: 0 }))).toBe(false);
  });

  it('of JPEG is what its markers say', () => {
    expect(comesOutAsYbr('jpeg', 'RGB', jpeg(0, { adobe: 1 }))).toBe(true);
    expect(comesOutAsYbr('jpeg', 'RGB', jpeg(0))).toBe(false);
    expect(comesOutAsYbr('jpeg', 'RGB', jpeg(0, { sampling: [0x21, 0x11, 0x11] }))).toBe(true);
    expect(comesOutAsYbr('jpeg', 'YBR_FULL_422', jpeg(0))).toBe(true);
    expect(comesOutAsYbr('jpeg', 'YBR_FULL_422', jpeg(0, { adobe: 0 }))).toBe(false);
    expect(comesOutAsYbr('jpeg-lossless', 'YBR_FULL', jpeg(3))).toBe(true);
  });

  it('that is rubbish is neither lossy nor endless', () => {
    for (const bytes of [
      new Uint8Array(),
      new Uint8Array(100),
      Uint8Array.from([0xff, 0x4f, 0xff, 0x51, 0, 0, 0xff, 0, 0]),
    ]) {
      for (const codec of ['jpeg', 'jpeg-2000', 'jpeg-ls'] as const) expect(isLossyStream(codec, bytes)).toBe(false);
    }
  });
});
