import { CodedError } from '../../../src-shared/contract/coded.ts';
import { decodeJpeg } from '../codecs/jpeg.ts';
import { readJpegHeader, type JpegHeader } from '../codecs/jpeg-markers.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import type { OpenImage } from '../image.ts';
import { describePicture } from './describe.ts';
import { checkPictureSize } from './size-limit.ts';

const MAX_FILE_BYTES = 512 * 2 ** 20;

/**
 * Opens a JPEG picture: greyscale as one sample, colour as RGB. Throws `image-corrupt`, `image-too-large`; what is not
 * 8-bit baseline, extended or progressive, or has four components, is `image-corrupt` with the reason in its details.
 */
export async function openJpeg(source: ByteSource): Promise<OpenImage> {
  if (source.size > MAX_FILE_BYTES) throw new CodedError('image-too-large');
  const bytes = await source.read(0, source.size);
  const header = headerOf(bytes);
  checkPictureSize(header.rows, header.columns);
  const { rows, columns, precision } = header;
  const samplesPerPixel = header.samples;
  if (precision !== 8 || header.process > 2 || (samplesPerPixel !== 1 && samplesPerPixel !== 3)) {
    throw new CodedError('image-corrupt', { precision, samples: samplesPerPixel });
  }
  return {
    description: describePicture('jpeg', {
      rows,
      columns,
      samplesPerPixel,
      sampleType: 'uint8',
      bitsStored: 8,
      lossy: true,
    }),
    async stored() {
      const { values } = await decodeJpeg(bytes, 'rgb').catch((cause: unknown) => {
        throw new CodedError('image-corrupt', {}, { cause });
      });
      if (values.length !== rows * columns * samplesPerPixel) throw new CodedError('image-corrupt');
      const pixels = values as Uint8Array;
      return { bytes: pixels, values: pixels, ybr: false };
    },
    frameOf: ({ values }) => ({ rows, columns, samplesPerPixel, sampleType: 'uint8', values }),
  };
}

function headerOf(bytes: Uint8Array): JpegHeader {
  try {
    return readJpegHeader(bytes);
  } catch (cause) {
    throw new CodedError('image-corrupt', {}, { cause });
  }
}
