import { describe, expect, it } from 'vitest';
import { encodeLossless } from '../codecs/wasm-encoders.fixture.ts';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import { dicomFile, filmElements, type FixtureDataSet } from './fixture.ts';

const [ROWS, COLUMNS] = [64, 80];
const NATIVE = '1.2.840.10008.1.2.1';
const JPEG_LS = '1.2.840.10008.1.2.4.80';
const samples = Uint16Array.from({ length: ROWS * COLUMNS }, (_, i) => (i * 37) % 4096);

/** A picture whose pixel element is of stated length, whatever is in it. */
const open = (pixels: Uint8Array, transferSyntax: string, more: FixtureDataSet = {}) => {
  const elements = filmElements(ROWS, COLUMNS, samples, { '7FE00010': { vr: 'OB', value: pixels }, ...more });
  return openImage(bytesInMemory(dicomFile(elements, { transferSyntax })));
};
const plain = new Uint8Array(samples.buffer);
const even = (stream: Uint8Array) => Uint8Array.from([...stream, ...(stream.length % 2 ? [0] : [])]);

describe('compressed pixels without fragments', () => {
  it.each(['jpeg-ls', 'jpeg-2000'] as const)('are decoded as what they are, and marked: %s', async (codec) => {
    const stream = even(await encodeLossless(codec, ROWS, COLUMNS, samples));
    for (const syntax of [NATIVE, JPEG_LS]) {
      const image = await open(stream, syntax);
      expect([...(await image.stored(0)).values]).toEqual([...samples]);
      expect(image.description.warnings.map(({ code }) => code)).toEqual(['dicom-meta-repaired']);
    }
  });

  it('are refused where they are no stream, or ought to be several', async () => {
    await expect(open(Uint8Array.from([...plain, 1, 2, 3, 4]), JPEG_LS)).rejects.toThrow('codec-corrupt');
    await expect(open(plain.slice(0, 40), JPEG_LS)).rejects.toThrow('codec-corrupt');
    const stream = even(await encodeLossless('jpeg-ls', ROWS, COLUMNS, samples));
    const films = open(stream, JPEG_LS, { '00280008': { vr: 'IS', value: '2' } });
    await expect(films).rejects.toThrow('dicom-frame-count');
  });
});

describe('plain pixels under the name of a compressed syntax', () => {
  it('are what they are, and marked', async () => {
    const image = await open(plain, JPEG_LS);
    expect([...(await image.stored(0)).values]).toEqual([...samples]);
    expect(image.description.warnings.map(({ code }) => code)).toEqual(['dicom-meta-repaired']);
    expect((await open(plain, NATIVE)).description.warnings).toEqual([]);
  });
});
