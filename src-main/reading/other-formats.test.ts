import { describe, expect, it } from 'vitest';
import { bytesInMemory } from './containers/byte-source.ts';
import { openImage } from './open-image.ts';
import { otherFormat } from './other-formats.ts';

const text = (start: string) => Uint8Array.from(start.padEnd(400, '\0'), (character) => character.charCodeAt(0));
function mgh(): Uint8Array {
  const view = new DataView(new ArrayBuffer(284));
  [1, 256, 256, 128, 1, 3].forEach((value, i) => view.setInt32(4 * i, value));
  return new Uint8Array(view.buffer);
}

describe('an image of another kind', () => {
  it.each([
    ['NRRD', text('NRRD0004\n# Complete NRRD')],
    ['MRtrix', text('mrtrix image\ndim: 3,4,5')],
    ['MetaImage', text('ObjectType = Image\nNDims = 3')],
    ['TIFF', text('II*\0\x08')],
    ['WebP', text('RIFF\0\0\0\0WEBPVP8 ')],
    ['GIF', text('GIF89a')],
    ['JPEG 2000', text('\0\0\0\x0cjP  \r\n\x87\n')],
    ['HDF5', text('\x89HDF\r\n\x1a\n')],
    ['BMP', text('BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0')],
    ['MGH', mgh()],
  ])('is refused by its name: %s', async (format, bytes) => {
    await expect(openImage(bytesInMemory(bytes))).rejects.toMatchObject({
      code: 'format-unsupported',
      details: { format },
    });
  });

  it('is no longer known where only its first letters are', () => {
    expect(otherFormat(text('BMW'))).toBeNull();
    expect(otherFormat(text('NRRx'))).toBeNull();
    expect(otherFormat(new Uint8Array(3))).toBeNull();
  });

  it('that is drawn by text, as SVG, is no image, whatever it is called', async () => {
    for (const svg of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<?xml version="1.0"?><svg/>']) {
      await expect(openImage(bytesInMemory(text(svg)))).rejects.toThrow('not-an-image');
    }
  });
});
