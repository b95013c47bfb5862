import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { DecodedSamples } from './decoded-samples.ts';
import { withEndMark } from './end-mark.ts';
import { readJpegHeader, type JpegHeader } from './jpeg-markers.ts';
import { WasmModule, type WasmDecoder } from './wasm-module.ts';

const turbo = new WasmModule<{ JPEGDecoder: new () => WasmDecoder }>(
  '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs',
  '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm',
);

/** Makes the decoder ready, where a JPEG is likely to be decoded next. Never rejects. */
export function warmJpeg(): Promise<void> {
  return turbo.warm();
}

/** Adobe APP14 with transform 0: "these components are what they are". */
const ADOBE_UNTRANSFORMED = Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);

/**
 * Decodes an 8-bit JPEG (baseline, extended, progressive) with libjpeg-turbo.
 *
 * @param colour `stored`: the components as coded, e.g. YCbCr; `rgb`: as a picture, by the stream's own markers
 * @returns 1 or 3 samples. Throws `codec-corrupt`.
 */
export async function decodeJpeg(bytes: Uint8Array, colour: 'stored' | 'rgb'): Promise<DecodedSamples> {
  const header = readJpegHeader(bytes);
  if (header.precision !== 8 || header.process > 2 || (header.samples !== 1 && header.samples !== 3)) {
    throw new CodedError('codec-corrupt', { precision: header.precision, samples: header.samples });
  }
  const ended = withEndMark(bytes);
  const stream = colour === 'stored' && header.samples === 3 ? untransformed(ended, header) : ended;
  try {
    return await turbo.run((module) => {
      const decoder = new module.JPEGDecoder();
      try {
        decoder.getEncodedBuffer(stream.length).set(stream);
        decoder.decode();
        const { width, height, componentCount } = decoder.getFrameInfo();
        // A copy: the decoder's memory is used again for the next frame.
        return { rows: height, columns: width, samples: componentCount, values: decoder.getDecodedBuffer().slice() };
      } finally {
        decoder.delete();
      }
    });
  } catch (cause) {
    throw new CodedError('codec-corrupt', {}, { cause });
  }
}

/** The same stream, told that its components are not YCbCr, so that the library hands them out unconverted. */
function untransformed(bytes: Uint8Array, header: JpegHeader): Uint8Array {
  if (header.adobeTransformAt !== null) {
    const changed = bytes.slice();
    changed[header.adobeTransformAt] = 0;
    return withoutJfif(changed);
  }
  const marked = new Uint8Array(bytes.length + ADOBE_UNTRANSFORMED.length);
  marked.set(bytes.subarray(0, 2));
  marked.set(ADOBE_UNTRANSFORMED, 2);
  marked.set(bytes.subarray(2), 2 + ADOBE_UNTRANSFORMED.length);
  return withoutJfif(marked);
}

/** A JFIF marker means YCbCr to the library whatever Adobe's says: its name is blotted out. */
function withoutJfif(bytes: Uint8Array): Uint8Array {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda;) {
    if (bytes[at + 1] === 0xe0 && bytes[at + 4] === 0x4a) bytes[at + 4] = 0x78;
    at += 2 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
  }
  return bytes;
}
