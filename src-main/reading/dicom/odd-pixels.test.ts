import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import { summarise } from '../summary.ts';
import { dicomFile, filmElements, type FixtureDataSet, type FixtureOptions } from './fixture.ts';

/** One row of pixels of so many bits, in bytes as they lie in the file. */
function row(
  columns: number,
  bytes: Uint8Array,
  bits: { allocated: number; stored?: number; high?: number; signed?: boolean },
  more: FixtureDataSet = {},
  options: FixtureOptions = {},
) {
  const { allocated, stored = allocated, high = stored - 1, signed = false } = bits;
  const elements = filmElements(1, columns, new Uint8Array(columns), {
    '00280100': { vr: 'US', value: [allocated] },
    '00280101': { vr: 'US', value: [stored] },
    '00280102': { vr: 'US', value: [high] },
    '00280103': { vr: 'US', value: [signed ? 1 : 0] },
    '7FE00010': { vr: 'OW', value: bytes },
    ...more,
  });
  return openImage(bytesInMemory(dicomFile(elements, options)));
}
const values = async (image: Awaited<ReturnType<typeof row>>, frame = 0) => [...(await image.stored(frame)).values];

/** A float pixel data element in the place of the integer one. */
async function floats(tag: '7FE00008' | '7FE00009', bytes: Uint8Array, bigEndian = false) {
  const vr = tag === '7FE00008' ? 'OF' : 'OD';
  const integers = ['7FE00010', '00280101', '00280102', '00280103'];
  const described = Object.entries(filmElements(1, 4, new Uint8Array(4))).filter(([name]) => !integers.includes(name));
  const elements: FixtureDataSet = {
    ...Object.fromEntries(described),
    '00280100': { vr: 'US', value: [vr === 'OF' ? 32 : 64] },
    [tag]: { vr, value: bytes },
  };
  const transferSyntax = bigEndian ? '1.2.840.10008.1.2.2' : '1.2.840.10008.1.2.1';
  return openImage(bytesInMemory(dicomFile(elements, { transferSyntax, bigEndian })));
}

describe('pixels of odd widths', () => {
  it('of one bit come a byte each, the lowest bit first, over the ends of frames', async () => {
    const film = await row(
      5,
      Uint8Array.of(0b1011_0101, 0b0000_0010),
      { allocated: 1 },
      { '00280008': { vr: 'IS', value: '2' } },
    );
    expect(await values(film)).toEqual([1, 0, 1, 0, 1]);
    expect(await values(film, 1)).toEqual([1, 0, 1, 0, 1]);
  });

  it('of twelve bits without gaps are unpacked, and hashed as they lie', async () => {
    // 0xABC, 0x123, 0xFFF: low bits first.
    const bytes = Uint8Array.of(0xbc, 0x3a, 0x12, 0xff, 0x0f);
    const film = await row(3, bytes, { allocated: 12 });
    expect(film.description.pixels).toMatchObject({ sampleType: 'uint16', bitsStored: 12 });
    expect(await values(film)).toEqual([0xabc, 0x123, 0xfff]);
    expect([...(await film.stored(0)).bytes]).toEqual([...bytes]);
    expect(await values(await row(3, bytes, { allocated: 12, signed: true }))).toEqual([0xabc - 4096, 0x123, -1]);
  });

  it('of twelve bits begin where the frame before ended', async () => {
    const film = await row(
      1,
      Uint8Array.of(0xbc, 0x3a, 0x12, 0),
      { allocated: 12 },
      { '00280008': { vr: 'IS', value: '2' } },
    );
    expect(await values(film, 1)).toEqual([0x123]);
  });

  it('of ten bits in sixteen drop what stands above', async () => {
    const bytes = Uint8Array.of(0xff, 0xff, 0x00, 0xfe, 0x01, 0x01);
    expect(await values(await row(3, bytes, { allocated: 16, stored: 10 }))).toEqual([1023, 512, 257]);
    expect(await values(await row(3, bytes, { allocated: 16, stored: 10, signed: true }))).toEqual([-1, -512, 257]);
    expect(await values(await row(3, bytes, { allocated: 16, stored: 10, high: 15 }))).toEqual([1023, 1016, 4]);
  });

  it('of 24 and 32 bits are whole numbers', async () => {
    const bytes = Uint8Array.of(1, 2, 3, 0xff, 0xff, 0xff);
    expect(await values(await row(2, bytes, { allocated: 24 }))).toEqual([0x030201, 0xffffff]);
    expect(await values(await row(2, bytes, { allocated: 24, signed: true }))).toEqual([0x030201, -1]);
    const wide = Uint8Array.of(0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff);
    expect(await values(await row(2, wide, { allocated: 32 }))).toEqual([2 ** 31, 2 ** 32 - 1]);
    expect(await values(await row(2, wide, { allocated: 32, signed: true }))).toEqual([-(2 ** 31), -1]);
  });

  it('that no picture has are refused', async () => {
    await expect(row(2, new Uint8Array(16), { allocated: 64 })).rejects.toThrow('dicom-pixels-unsupported');
    await expect(row(2, new Uint8Array(16), { allocated: 40 })).rejects.toThrow('dicom-pixels-unsupported');
  });
});

describe('floating-point pixels', () => {
  const numbers = [0.1, -1e30, NaN, Infinity];

  it('of 32 bits are the numbers that were stored', async () => {
    const film = await floats('7FE00008', new Uint8Array(Float32Array.from(numbers).buffer));
    expect(film.description.pixels).toMatchObject({
      sampleType: 'float32',
      bitsStored: 32,
      photometric: 'MONOCHROME2',
    });
    expect(await values(film)).toEqual([...Float32Array.from(numbers)]);
    expect(await summarise(film)).toMatchObject({ min: Math.fround(-1e30), max: Math.fround(0.1) });
  });

  it('of 64 bits lose nothing', async () => {
    const film = await floats('7FE00009', new Uint8Array(Float64Array.from(numbers).buffer));
    expect(film.description.pixels).toMatchObject({ sampleType: 'float64', bitsStored: 64 });
    expect(await values(film)).toEqual(numbers);
    const bytes = new Uint8Array(Float64Array.from(numbers).buffer);
    for (let at = 0; at < bytes.length; at += 8) bytes.subarray(at, at + 8).reverse();
    expect(await values(await floats('7FE00009', bytes, true))).toEqual(numbers);
  });
});
