import { CodedError } from '../../../src-shared/contract/coded.ts';
import { checkSize, type DecodedSamples, type ExpectedSamples } from './decoded-samples.ts';
import { withEndMark } from './end-mark.ts';
import { readJpegHeader } from './jpeg-markers.ts';
import { samplesFrom } from './wasm-samples.ts';
import { WasmModule, type WasmDecoder } from './wasm-module.ts';

interface CharlsDecoder extends WasmDecoder {
  /** 0: plane by plane, 1: line by line, 2: sample by sample (ITU-T T.87 C.2.3). */
  getInterleaveMode(): number;
}

const charls = new WasmModule<{ JpegLSDecoder: new () => CharlsDecoder }>(
  '@cornerstonejs/codec-charls/decodewasmjs',
  '@cornerstonejs/codec-charls/decodewasm',
);

/** Decodes JPEG-LS, lossless or near-lossless, with CharLS. Throws `codec-corrupt`, `codec-size-mismatch`. */
export async function decodeJpegLs(bytes: Uint8Array, expected: ExpectedSamples): Promise<DecodedSamples> {
  checkSize(readJpegHeader(bytes), expected);
  try {
    return await decode(withEndMark(bytes));
  } catch (cause) {
    // Where the end mark is missing, a last zero may be coded data, or what made the length even.
    const padded = bytes.at(-1) === 0 ? await decode(withEndMark(bytes.subarray(0, -1))).catch(() => null) : null;
    if (padded) return padded;
    throw new CodedError('codec-corrupt', {}, { cause });
  }
}

function decode(stream: Uint8Array): Promise<DecodedSamples> {
  return charls.run((module) => {
    const decoder = new module.JpegLSDecoder();
    try {
      decoder.getEncodedBuffer(stream.length).set(stream);
      decoder.decode();
      return samplesFrom(decoder, decoder.getInterleaveMode() === 0);
    } finally {
      decoder.delete();
    }
  });
}
