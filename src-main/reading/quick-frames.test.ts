import { describe, expect, it } from 'vitest';
import { bytesInMemory } from './containers/byte-source.ts';
import { dicomFile, filmElements, type FixtureDataSet } from './dicom/fixture.ts';
import { openImage } from './open-image.ts';
import { isQuick } from './quick-frames.ts';

async function quick(rows: number, more: FixtureDataSet = {}, transferSyntax?: string): Promise<boolean> {
  const options = transferSyntax === undefined ? {} : { transferSyntax };
  const bytes = dicomFile(filmElements(rows, 1000, new Uint8Array(rows * 1000), more), options);
  return isQuick(await openImage(bytesInMemory(bytes)), bytes.length);
}

describe('a frame that is decoded in the process itself', () => {
  it('is small and native', async () => {
    expect(await quick(1000)).toBe(true);
    expect(await quick(1100)).toBe(false);
    expect(await quick(400, {}, '1.2.840.10008.1.2.2')).toBe(true);
  });

  it('or small and baseline JPEG, in few bytes', async () => {
    const described = async (transferSyntax: string, fileBytes: number) => {
      const image = await openImage(bytesInMemory(dicomFile(filmElements(10, 10, new Uint8Array(100)))));
      return isQuick({ ...image, description: { ...image.description, transferSyntaxUid: transferSyntax } }, fileBytes);
    };
    expect(await described('1.2.840.10008.1.2.4.50', 100_000)).toBe(true);
    expect(await described('1.2.840.10008.1.2.4.50', 400_000)).toBe(false);
    for (const syntax of [
      '1.2.840.10008.1.2.4.90',
      '1.2.840.10008.1.2.4.80',
      '1.2.840.10008.1.2.4.70',
      '1.2.840.10008.1.2.5',
    ]) {
      expect(await described(syntax, 1000), syntax).toBe(false);
    }
  });
});
