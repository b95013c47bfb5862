import { encode, type ImageData } from 'fast-png';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openPng } from './png.ts';

const open = (bytes: Uint8Array) => openPng(bytesInMemory(bytes));
const read = async (picture: ImageData) => {
  const image = await open(encode(picture));
  return { ...image.description.pixels, ...image.frameOf(await image.stored(0)) };
};

/** A PNG that states one size and holds any data. */
function forged(width: number, height: number, data: Uint8Array, extra: [string, Uint8Array][] = []): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  const chunks: [string, Uint8Array][] = [
    ['IHDR', new Uint8Array(header.buffer)],
    ...extra,
    ['IDAT', data],
    ['IEND', new Uint8Array()],
  ];
  const parts = chunks.flatMap(([type, body]) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return [length, Buffer.from(type), body, Buffer.alloc(4)];
  });
  return new Uint8Array(Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]));
}

describe('a PNG picture', () => {
  it('keeps grey of 8 and of 16 bits', async () => {
    const grey = await read({ width: 2, height: 1, data: Uint8Array.of(0, 200), depth: 8, channels: 1 });
    expect(grey).toMatchObject({ samplesPerPixel: 1, sampleType: 'uint8', bitsStored: 8, lossy: false });
    expect([...grey.values]).toEqual([0, 200]);
    const wide = await read({ width: 2, height: 1, data: Uint16Array.of(1, 65_000), depth: 16, channels: 1 });
    expect(wide).toMatchObject({ samplesPerPixel: 1, sampleType: 'uint16', bitsStored: 16 });
    expect([...wide.values]).toEqual([1, 65_000]);
  });

  it('keeps colour', async () => {
    const colour = await read({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3), depth: 8, channels: 3 });
    expect(colour).toMatchObject({ samplesPerPixel: 3, photometric: 'RGB' });
    expect([...colour.values]).toEqual([1, 2, 3]);
  });

  it('lays transparency on black', async () => {
    const data = Uint8Array.of(100, 255, 100, 0);
    expect([...(await read({ width: 2, height: 1, data, depth: 8, channels: 2 })).values]).toEqual([100, 0]);
    const colour = Uint8Array.of(200, 100, 50, 51);
    expect([...(await read({ width: 1, height: 1, data: colour, depth: 8, channels: 4 })).values]).toEqual([
      40, 20, 10,
    ]);
  });

  it('unpacks narrow grey', async () => {
    const packed = await read({ width: 3, height: 1, data: Uint8Array.of(0b10100000), depth: 1, channels: 1 });
    expect(packed.bitsStored).toBe(1);
    expect([...packed.values]).toEqual([1, 0, 1]);
  });

  it('is refused when it is too large, before anything is decoded', async () => {
    await expect(open(forged(60_000, 60_000, new Uint8Array()))).rejects.toThrow('image-too-large');
    await expect(open(forged(60_000, 0, new Uint8Array()))).rejects.toThrow('image-corrupt');
  });

  it('that expands beyond its own size is refused', async () => {
    await expect(open(forged(10, 10, deflateSync(new Uint8Array(200 * 2 ** 20))))).rejects.toThrow('image-corrupt');
  });

  it('is read without its texts and profiles, however large they would become', async () => {
    const data = deflateSync(Uint8Array.of(0, 42));
    const bomb = deflateSync(new Uint8Array(2 ** 20));
    const file = forged(1, 1, data, [
      ['zTXt', bomb],
      ['iCCP', bomb],
    ]);
    await expect(open(file).then((image) => image.description.pixels.rows)).resolves.toBe(1);
  });

  it('cut short or damaged is refused', async () => {
    const whole = encode({ width: 64, height: 64, data: new Uint8Array(4096), depth: 8, channels: 1 });
    await expect(open(whole.subarray(0, whole.length - 10))).rejects.toThrow('image-corrupt');
    const damaged = whole.slice();
    damaged[50] = (damaged[50] as number) ^ 0xff;
    await expect(open(damaged).then((image) => image.stored(0))).rejects.toThrow('image-corrupt');
  });
});
