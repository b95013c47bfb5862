import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from './decode.ts';
import { decodeJpegLossless } from './jpeg-lossless.ts';

// made by scripts/truth/jpeg_streams.py
const truth = JSON.parse(readFileSync(new URL('./jpeg-streams.fixture.json', import.meta.url), 'utf8')) as {
  rows: number;
  columns: number;
  cases: { name: string; bits: number; samples: number; stream: string; values: string }[];
};
const { rows, columns } = truth;
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const expectedOf = (bits: number, samples: number) => ({
  ...{ rows, columns, samples, bitsAllocated: bits === 8 ? 8 : 16, signed: false },
});

describe('a JPEG stream', () => {
  it.each(truth.cases)('decodes to the values of another decoder: $name', async ({ bits, samples, stream, values }) => {
    const decoded = await decodeFrame('jpeg', bytesOf(stream), expectedOf(bits, samples));
    expect(Buffer.from(decoded).equals(Buffer.from(values, 'base64'))).toBe(true);
  });

  it('that is cut off anywhere is refused, or was complete', async () => {
    for (const { name, bits, samples, stream, values } of truth.cases) {
      const bytes = bytesOf(stream);
      for (let length = 4; length < bytes.length - 4; length += 7) {
        const decoded = await decodeFrame('jpeg', bytes.subarray(0, length), expectedOf(bits, samples)).catch(
          (error: unknown) => error as Error,
        );
        if (decoded instanceof Error) expect(decoded.message, name).toBe('codec-corrupt');
        // of a progressive picture the first scans may be all there is
        else if (!/spectral|progressive/.test(name)) expect(Buffer.from(decoded).equals(bytesOf(values))).toBe(true);
      }
    }
  });

  it('with any byte changed gives samples or a coded refusal', async () => {
    const chosen = fc.constantFrom(...truth.cases);
    await fc.assert(
      fc.asyncProperty(chosen, fc.nat(), fc.nat(255), async ({ bits, samples, stream }, where, value) => {
        const bytes = bytesOf(stream);
        bytes[where % bytes.length] = value;
        const decoded = await decodeFrame('jpeg', bytes, expectedOf(bits, samples)).catch((error: unknown) => error);
        if (decoded instanceof Uint8Array) {
          expect(decoded.length).toBe((rows * columns * samples * (bits === 8 ? 8 : 16)) / 8);
        } else expect(decoded).toHaveProperty('code');
      }),
      { numRuns: 400 },
    );
  });
});

/** Codes 32-bit words of zeros and ones into a JPEG lossless stream: categories as five bits each, whatever they are. */
function losslessStream(size: { rows: number; columns: number }, samples: number[], rowsBetweenRestarts: number) {
  const out: number[] = [0xff, 0xd8];
  const segment = (marker: number, ...content: number[]) =>
    out.push(0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content);
  segment(0xc4, 0, ...[0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ...Array.from({ length: 17 }, (_, i) => i));
  segment(0xc3, 16, size.rows >> 8, size.rows & 255, size.columns >> 8, size.columns & 255, 1, 1, 0x11, 0);
  const interval = rowsBetweenRestarts * size.columns;
  segment(0xdd, interval >> 8, interval & 255);
  segment(0xda, 1, 1, 0, 1, 0, 0);
  let bits = '';
  const flush = () => {
    bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
    for (const byte of bits.match(/.{8}/g) ?? []) {
      out.push(Number.parseInt(byte, 2));
      if (byte === '11111111') out.push(0);
    }
    bits = '';
  };
  samples.forEach((sample, i) => {
    const [row, column] = [Math.floor(i / size.columns), i % size.columns];
    const begins = row % rowsBetweenRestarts === 0;
    if (begins && column === 0 && row > 0) {
      flush();
      out.push(0xff, 0xd0 + ((row / rowsBetweenRestarts - 1) % 8));
    }
    const predicted = column > 0 ? samples[i - 1]! : begins ? 32_768 : samples[i - size.columns]!;
    const difference = ((sample - predicted + 32_767) & 0xffff) - 32_767;
    const category = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
    const extra = difference > 0 ? difference : difference + (1 << category) - 1;
    bits += category.toString(2).padStart(5, '0');
    if (category > 0 && category < 16) bits += extra.toString(2).padStart(category, '0');
  });
  flush();
  out.push(0xff, 0xd9);
  return Uint8Array.from(out);
}

describe('JPEG lossless', () => {
  const size = { rows: 6, columns: 5 };
  const expected = { ...size, samples: 1, bitsAllocated: 16, signed: false };

  it('keeps every 16-bit value, over restarts too', () => {
    const samples = fc.array(fc.oneof(fc.nat(65_535), fc.constantFrom(0, 32_768, 65_535)), {
      minLength: 30,
      maxLength: 30,
    });
    fc.assert(
      fc.property(samples, fc.constantFrom(1, 2, 3, 6), (values, rowsBetweenRestarts) => {
        const decoded = decodeJpegLossless(losslessStream(size, values, rowsBetweenRestarts), expected);
        expect([...decoded.values]).toEqual(values);
      }),
    );
  });

  it('refuses a restart that is not there, and one within a row', () => {
    const values = Array.from({ length: 30 }, (_, i) => i * 1000);
    const bytes = losslessStream(size, values, 2);
    const restart = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xd0);
    const lost = bytes.slice();
    lost[restart + 1] = 0xd9;
    expect(() => decodeJpegLossless(lost, expected)).toThrow('codec-corrupt');
    const interval = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xdd);
    bytes[interval + 5] = 3;
    expect(() => decodeJpegLossless(bytes, expected)).toThrow('codec-corrupt');
  });

  it('refuses another size before it allocates, and subsampled colour', () => {
    const bytes = losslessStream(size, new Array(30).fill(7), 6);
    expect(() => decodeJpegLossless(bytes, { ...expected, rows: 7 })).toThrow('codec-size-mismatch');
    const colour = bytesOf(truth.cases.find(({ samples }) => samples === 3)!.stream);
    const frame = colour.findIndex((byte, i) => byte === 0xff && colour[i + 1] === 0xc3);
    colour[frame + 11] = 0x22;
    const expectedColour = { ...expectedOf(8, 3) };
    expect(() => decodeJpegLossless(colour, expectedColour)).toThrow('dicom-syntax-unsupported');
  });
});
