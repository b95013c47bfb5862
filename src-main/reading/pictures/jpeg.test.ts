import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../containers/byte-source.ts';
import { jpegFile } from './jpeg.fixture.ts';
import { openJpeg } from './jpeg.ts';

const open = (bytes: Uint8Array) => openJpeg(bytesInMemory(bytes));
const grey = Uint8Array.from({ length: 64 * 48 }, (_, i) => (i % 48) * 4);

describe('a JPEG picture', () => {
  it('of grey has one sample, close to what was compressed', async () => {
    const image = await open(await jpegFile(64, 48, grey));
    const frame = image.frameOf(await image.stored(0));
    expect(frame).toMatchObject({ rows: 64, columns: 48, samplesPerPixel: 1, sampleType: 'uint8' });
    expect(frame.values.every((value, i) => Math.abs(value - (grey[i] as number)) <= 3)).toBe(true);
  });

  it('of colour is RGB', async () => {
    const red = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i % 3 === 0 ? 200 : 30));
    const image = await open(await jpegFile(64, 64, red));
    const [r, g, b] = (await image.stored(0)).values as unknown as [number, number, number];
    expect(image.description.pixels).toMatchObject({ samplesPerPixel: 3, photometric: 'RGB' });
    expect([Math.abs(r - 200) < 4, Math.abs(g - 30) < 4, Math.abs(b - 30) < 4]).toEqual([true, true, true]);
  });

  it('is refused when it is too large, before anything is decoded', async () => {
    const file = await jpegFile(64, 48, grey);
    const at = Buffer.from(file).indexOf(Uint8Array.of(0xff, 0xc0));
    const huge = file.slice();
    huge.set([0xff, 0xff, 0xff, 0xff], at + 5);
    await expect(open(huge)).rejects.toThrow('image-too-large');
  });

  it('without a frame header is refused', async () => {
    await expect(open(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0, 0))).rejects.toThrow('image-corrupt');
  });

  it('of a kind that is not read is refused by its name', async () => {
    const file = await jpegFile(64, 48, grey);
    const at = Buffer.from(file).indexOf(Uint8Array.of(0xff, 0xc0));
    for (const [offset, value, format] of [
      [4, 12, 'JPEG, 12 bits'],
      [9, 4, 'JPEG, CMYK'],
      [1, 0xc3, 'JPEG lossless'],
      [1, 0xc9, 'JPEG, arithmetic or hierarchical'],
      [1, 0xf7, 'JPEG-LS'],
    ] as const) {
      const other = file.slice();
      other[at + offset] = value;
      await expect(open(other)).rejects.toMatchObject({ code: 'format-unsupported', details: { format } });
    }
  });

  it('that was cut off is refused, wherever, and one with something behind its end is not', async () => {
    const file = await jpegFile(64, 48, grey);
    for (const share of [0.3, 0.6, 0.95]) {
      await expect(open(file.subarray(0, file.length * share))).rejects.toThrow('image-corrupt');
    }
    await expect(open(file.subarray(0, file.length - 2))).rejects.toThrow('image-corrupt');
    const longer = await open(Uint8Array.from([...file, ...new Uint8Array(20)]));
    expect((await longer.stored(0)).values.length).toBe(64 * 48);
  });

  it('whose data are gone is refused, and the next good one opens', async () => {
    const file = await jpegFile(64, 48, grey);
    const at = Buffer.from(file).indexOf(Uint8Array.of(0xff, 0xda));
    await expect(open(file.subarray(0, at))).rejects.toThrow('image-corrupt');
    const good = await open(file);
    expect((await good.stored(0)).values.length).toBe(64 * 48);
  });
});
