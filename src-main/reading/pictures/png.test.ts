import { encode, type ImageData } from 'fast-png';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MADE_PICTURE } from '../../../src-shared/imaging/made-picture.ts';
import { pngFile } from '../../picture-files/index.ts';
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
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(Buffer.concat([Buffer.from(type), body])));
    return [length, Buffer.from(type), body, checksum];
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
    await expect(open(forged(60_000, 0, new Uint8Array()))).rejects.toThrow('image-too-large');
  });

  it('that expands to more or less than its own size is refused', async () => {
    for (const bytes of [200 * 2 ** 20, 109]) {
      const image = await open(forged(10, 10, deflateSync(new Uint8Array(bytes))));
      await expect(image.stored(0)).rejects.toThrow('image-corrupt');
    }
  });

  it('is read without its texts and profiles, and says so where they would become too large', async () => {
    const data = deflateSync(Uint8Array.of(0, 42));
    const text = (bytes: number, head = 'key\0\0') =>
      Buffer.concat([Buffer.from(head), deflateSync(Buffer.alloc(bytes))]);
    const warned = { code: 'image-metadata-limit', details: {} };
    const warningsOf = async (extra: [string, Uint8Array][]) => {
      const image = await open(forged(1, 1, data, extra));
      expect([...(await image.stored(0)).values]).toEqual([42]);
      return image.description.warnings;
    };
    const harmless: [string, Uint8Array][] = [
      ['tEXt', Buffer.from('key\0value')],
      ['zTXt', text(1000)],
      ['iCCP', text(2 ** 20)],
      ['zTXt', Buffer.from('key\0\0no deflate')],
      ['zTXt', Buffer.from('key')],
    ];
    expect(await warningsOf(harmless)).toEqual([]);
    expect(await warningsOf([['zTXt', text(20 * 2 ** 20)]])).toEqual([warned]);
    expect(await warningsOf([['iTXt', text(2 ** 20 + 1, 'key\0\x01\0en\0\0')]])).toEqual([warned]);
    expect(await warningsOf([['tEXt', new Uint8Array(2 ** 20 + 1)]])).toEqual([warned]);
    expect(await warningsOf(Array.from({ length: 65 }, () => ['zTXt', text(2 ** 20)]))).toEqual([warned]);
  });

  it('that a network of this program made is known again', async () => {
    const picture = { rows: 1, columns: 2, samples: 1, values: Uint16Array.of(7, 60_000) } as const;
    const made = await open(Buffer.from(await pngFile({ ...picture, text: MADE_PICTURE })));
    expect(made.description.warnings).toContainEqual({ code: 'picture-made', details: {} });
    expect([...(await made.stored(0)).values]).toEqual([7, 60_000]);
    const other = await open(
      Buffer.from(await pngFile({ ...picture, text: { ...MADE_PICTURE, text: 'Made by hand.' } })),
    );
    expect(other.description.warnings).toEqual([]);
  });

  it('of which one grey or colour is transparent has 0 there', async () => {
    const grey = forged(2, 1, deflateSync(Uint8Array.of(0, 7, 8)), [['tRNS', Uint8Array.of(0, 7)]]);
    const image = await open(grey);
    expect([...(await image.stored(0)).values]).toEqual([0, 8]);
  });

  it('with an impossible depth, filter, palette index or interlacing is refused', async () => {
    const whole = forged(1, 1, deflateSync(Uint8Array.of(5, 42)));
    await expect(open(whole).then((image) => image.stored(0))).rejects.toThrow('image-corrupt');
    for (const [at, value] of [
      [24, 3],
      [25, 1],
      [25, 3],
      [26, 1],
      [28, 2],
    ] as const) {
      const bytes = forged(1, 1, deflateSync(Uint8Array.of(0, 42)));
      bytes[at] = value;
      new DataView(bytes.buffer).setUint32(29, crc32(bytes.subarray(12, 29)));
      await expect(open(bytes)).rejects.toThrow('image-corrupt');
    }
  });

  it('cut short or damaged is refused', async () => {
    const whole = encode({ width: 64, height: 64, data: new Uint8Array(4096), depth: 8, channels: 1 });
    await expect(open(whole.subarray(0, whole.length - 10))).rejects.toThrow('image-corrupt');
    const damaged = whole.slice();
    damaged[50] = (damaged[50] as number) ^ 0xff;
    await expect(open(damaged)).rejects.toThrow('image-corrupt');
    const checksum = whole.slice();
    checksum[checksum.length - 1] = 0;
    await expect(open(checksum)).rejects.toThrow('image-corrupt');
  });
});
