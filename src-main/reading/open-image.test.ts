import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { greyPresentationOf } from '../../src-shared/imaging/presentation.ts';
import { farthest, wave } from '../../src-shared/pixels/wave.fixture.ts';
import { prepareFrame } from '../../src-shared/pixels/prepare-frame.ts';
import { bytesInMemory } from './containers/byte-source.ts';
import { dicomFile, encapsulated, filmElements, type FixtureDataSet } from './dicom/fixture.ts';
import { openImage } from './open-image.ts';
import { jpegFile } from './pictures/jpeg.fixture.ts';

const open = (bytes: Uint8Array) => openImage(bytesInMemory(bytes));
const [rows, columns] = [60, 48];
const pixels = Uint8Array.from(wave(rows, columns), (value) => value * 80 + 128);

describe('a file', () => {
  it('is read by what it holds', async () => {
    const png = encode({ width: columns, height: rows, data: pixels, depth: 8, channels: 1 });
    const containers = await Promise.all(
      [dicomFile(filmElements(rows, columns, pixels)), png, await jpegFile(rows, columns, pixels)].map(
        async (bytes) => (await open(bytes)).description.gate.container,
      ),
    );
    expect(containers).toEqual(['dicom', 'png', 'jpeg']);
  });

  it('that is DICOM behind a preamble that imitates another format is DICOM', async () => {
    const file = dicomFile(filmElements(rows, columns, pixels), { preamble: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0) });
    expect((await open(file)).description.gate.container).toBe('dicom');
  });

  it('that is empty, text, or noise is no image', async () => {
    const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * i * 31 + 7) & 0xff);
    for (const bytes of [new Uint8Array(), new TextEncoder().encode('Dear colleague,\n'.repeat(40)), noise]) {
      await expect(open(bytes)).rejects.toThrow('not-an-image');
    }
    await expect(open(Uint8Array.of(8, 0, 5, 0, 2, 0, 0, 0))).rejects.toThrow('not-an-image');
  });
});

describe('the same film as JPEG and as DICOM', () => {
  const input = {
    size: [16, 16] as [number, number],
    range: { method: 'percentile' as const, low: 0.5, high: 99.5 },
    normalisation: { mean: [0.5814], std: [0.2862] },
  };
  const prepared = async (bytes: Uint8Array) => {
    const image = await open(bytes);
    const { values } = image.frameOf(await image.stored(0));
    return prepareFrame(greyPresentationOf(values, image.description.pixels), rows, columns, input);
  };
  const window: FixtureDataSet = {
    '00281050': { vr: 'DS', value: '128' },
    '00281051': { vr: 'DS', value: '256' },
  };

  it('reaches a network as the same numbers, with a window or without, compressed or not', async () => {
    const jpeg = await jpegFile(rows, columns, pixels);
    const decoded = (await (await open(jpeg)).stored(0)).values as Uint8Array;
    const asPicture = await prepared(jpeg);
    const asDicom = await prepared(dicomFile(filmElements(rows, columns, decoded)));
    const windowed = await prepared(dicomFile(filmElements(rows, columns, decoded, window)));
    const compressed = await prepared(
      dicomFile(filmElements(rows, columns, decoded, { '7FE00010': encapsulated([jpeg]) }), {
        transferSyntax: '1.2.840.10008.1.2.4.50',
      }),
    );
    expect(farthest(asPicture, asDicom)).toBe(0);
    expect(farthest(asPicture, windowed)).toBeLessThanOrEqual(1e-6);
    expect(farthest(asPicture, compressed)).toBe(0);
  });

  it('is lossy in both, and says so', async () => {
    const jpeg = await jpegFile(rows, columns, pixels);
    const dicom = dicomFile(filmElements(rows, columns, pixels, { '7FE00010': encapsulated([jpeg]) }), {
      transferSyntax: '1.2.840.10008.1.2.4.50',
    });
    for (const bytes of [jpeg, dicom]) {
      const { description } = await open(bytes);
      expect(description.pixels.lossy).toBe(true);
      expect(description.warnings).toContainEqual({ code: 'image-lossy', details: {} });
    }
  });

  it('is lossy even where the transfer syntax says lossless', async () => {
    const jpeg = await jpegFile(rows, columns, pixels);
    const image = await open(
      dicomFile(filmElements(rows, columns, pixels, { '7FE00010': encapsulated([jpeg]) }), {
        transferSyntax: '1.2.840.10008.1.2.4.70',
      }),
    );
    expect(image.description.pixels.lossy).toBe(true);
  });
});
