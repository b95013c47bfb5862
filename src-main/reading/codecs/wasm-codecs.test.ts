import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeFrame } from './decode.ts';
import { encodeLossless } from './wasm-encoders.fixture.ts';

const [rows, columns] = [40, 36];
const samples = Uint16Array.from({ length: rows * columns }, (_, i) => 2000 + ((i * 37) % 900) + (i % columns) * 1500);
const expected = { rows, columns, samples: 1, bitsAllocated: 16, signed: false };
const CODECS = ['jpeg-ls', 'jpeg-2000', 'htj2k'] as const;
const streams = new Map<string, Uint8Array>();
beforeAll(async () => {
  for (const codec of CODECS) streams.set(codec, await encodeLossless(codec, rows, columns, samples));
});

/** Where the stream states its width: behind the size marker (JPEG 2000), behind the frame header (JPEG-LS). */
function widthAt(codec: string, stream: Uint8Array): { at: number; bytes: 2 | 4 } {
  const marker = codec === 'jpeg-ls' ? 0xf7 : 0x51;
  const at = stream.findIndex((byte, i) => byte === 0xff && stream[i + 1] === marker);
  return codec === 'jpeg-ls' ? { at: at + 7, bytes: 2 } : { at: at + 6, bytes: 4 };
}

describe.each(CODECS)('%s', (codec) => {
  it('gives back what was encoded', async () => {
    const decoded = await decodeFrame(codec, streams.get(codec)!, expected);
    expect(Buffer.from(decoded).equals(Buffer.from(samples.buffer))).toBe(true);
  });

  it('is refused where it claims another size than its header, before anything is allocated by it', async () => {
    const stream = streams.get(codec)!.slice();
    const { at, bytes } = widthAt(codec, stream);
    Buffer.from(stream.buffer).writeUIntBE(60_000, at, bytes);
    await expect(decodeFrame(codec, stream, expected)).rejects.toThrow('codec-size-mismatch');
    await expect(decodeFrame(codec, streams.get(codec)!, { ...expected, rows: 41 })).rejects.toThrow(
      'codec-size-mismatch',
    );
  });

  it('that ends early is refused', async () => {
    const stream = streams.get(codec)!;
    for (const share of [0.95, 0.7, 0.4]) {
      const cut = stream.subarray(0, Math.floor(stream.length * share));
      await expect(decodeFrame(codec, cut, expected), String(share)).rejects.toThrow('codec-corrupt');
    }
  });

  it('with bytes changed gives samples of the right size or a coded refusal, and the next is good again', async () => {
    const stream = streams.get(codec)!;
    const change = fc.tuple(fc.nat(stream.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const damaged = stream.slice();
        for (const [at, value] of changes) damaged[at] = value;
        const decoded = await decodeFrame(codec, damaged, expected).catch((error: unknown) => error);
        if (decoded instanceof Uint8Array) expect(decoded.length).toBe(rows * columns * 2);
        else expect(decoded).toHaveProperty('code');
      }),
      // some damage keeps OpenJPH going for ever, which is for the pool's watch to end: a thread, not this one
      { numRuns: 60, seed: 20_261_121 },
    );
    const decoded = await decodeFrame(codec, stream, expected);
    expect(Buffer.from(decoded).equals(Buffer.from(samples.buffer))).toBe(true);
  });
});
