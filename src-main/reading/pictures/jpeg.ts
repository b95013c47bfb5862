import { CodedError } from '../../../src-shared/contract/coded.ts';
import { decodeJpeg } from '../codecs/jpeg.ts';
import { readJpegHeader, type JpegHeader } from '../codecs/jpeg-markers.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import type { OpenImage } from '../image.ts';
import { describePicture } from './describe.ts';
import { isJpegTurned } from './exif.ts';
import { checkPictureSize } from './size-limit.ts';

const MAX_FILE_BYTES = 512 * 2 ** 20;
const END_OF_IMAGE = Uint8Array.of(0xff, 0xd9);

/**
 * Opens a JPEG picture: greyscale as one sample, colour as RGB, pixels as they are stored, with `picture-turned` where its
 * Exif asks for them to be turned. Throws `image-corrupt`, also for one that was cut off, `image-too-large`,
 * `format-unsupported` for what is not 8-bit baseline, extended or progressive, Huffman coded, of one or three components.
 */
export async function openJpeg(source: ByteSource): Promise<OpenImage> {
  if (source.size > MAX_FILE_BYTES) throw new CodedError('image-too-large');
  const bytes = await source.read(0, source.size);
  const header = headerOf(bytes);
  checkPictureSize(header.rows, header.columns);
  const unread = unreadKind(header);
  if (unread) throw new CodedError('format-unsupported', { format: unread });
  const scan = scanStart(bytes);
  if (!isWhole(bytes, scan)) throw new CodedError('image-corrupt');
  const { rows, columns } = header;
  const samplesPerPixel = header.samples === 1 ? 1 : 3;
  const picture = describePicture('jpeg', {
    rows,
    columns,
    samplesPerPixel,
    sampleType: 'uint8',
    bitsStored: 8,
    lossy: true,
  });
  const turned = isJpegTurned(bytes, scan);
  return {
    description: turned
      ? { ...picture, warnings: [...picture.warnings, { code: 'picture-turned', details: {} }] }
      : picture,
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

/** Where the first scan begins, or the bytes end. By its markers, as an Exif thumbnail holds scans of its own. */
function scanStart(bytes: Uint8Array): number {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] as number;
    if (marker === 0xda) return at;
    at += marker === 0xff ? 1 : 2 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
  }
  return bytes.length;
}

/**
 * Whether the stream ends as it should: the decoder would fill what is missing with grey and say nothing. Inside coded data
 * the end mark can't occur (ITU-T T.81 B.1.1.5).
 */
function isWhole(bytes: Uint8Array, scan: number): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(END_OF_IMAGE, scan) > 0;
}

/** What kind of JPEG this is that is not read; null: it is. */
function unreadKind({ process, precision, samples }: JpegHeader): string | null {
  if (process === 55) return 'JPEG-LS';
  if (process === 3) return 'JPEG lossless';
  if (process > 2) return 'JPEG, arithmetic or hierarchical';
  if (precision !== 8) return `JPEG, ${precision} bits`;
  if (samples === 4) return 'JPEG, CMYK';
  return samples === 1 || samples === 3 ? null : `JPEG, ${samples} components`;
}

function headerOf(bytes: Uint8Array): JpegHeader {
  try {
    return readJpegHeader(bytes);
  } catch (cause) {
    throw new CodedError('image-corrupt', {}, { cause });
  }
}
