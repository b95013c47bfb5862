import { CodedError } from '../../../src-shared/contract/coded.ts';
import { checkSize, type DecodedSamples, type ExpectedSamples } from './decoded-samples.ts';
import { checkTileParts, readJpeg2000Header } from './jpeg-2000-header.ts';
import { samplesFrom } from './wasm-samples.ts';
import { WasmModule, type WasmDecoder } from './wasm-module.ts';

const openJpeg = new WasmModule<{ J2KDecoder: new () => WasmDecoder }>(
  '@cornerstonejs/codec-openjpeg/decodewasmjs',
  '@cornerstonejs/codec-openjpeg/decodewasm',
);
const openJph = new WasmModule<{ HTJ2KDecoder: new () => WasmDecoder }>(
  '@cornerstonejs/codec-openjph/wasmjs',
  '@cornerstonejs/codec-openjph/wasm',
);

/**
 * Decodes JPEG 2000 with OpenJPEG; its colour transform (RCT, ICT) is undone. The size in the stream is compared with the
 * header's before the library allocates by it. Throws `codec-corrupt`, `codec-size-mismatch`.
 */
export async function decodeJpeg2000(bytes: Uint8Array, expected: ExpectedSamples): Promise<DecodedSamples> {
  checkSize(readJpeg2000Header(bytes), expected);
  checkTileParts(bytes);
  return decodeWith(() => openJpeg.run((module) => decode(new module.J2KDecoder(), bytes)));
}

/** {@link decodeJpeg2000} for high-throughput streams (ISO/IEC 15444-15), with OpenJPH. */
export async function decodeHtj2k(bytes: Uint8Array, expected: ExpectedSamples): Promise<DecodedSamples> {
  checkSize(readJpeg2000Header(bytes), expected);
  checkTileParts(bytes);
  return decodeWith(() => openJph.run((module) => decode(new module.HTJ2KDecoder(), bytes)));
}

function decode(decoder: WasmDecoder, bytes: Uint8Array): DecodedSamples {
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    return samplesFrom(decoder, false);
  } finally {
    decoder.delete();
  }
}

async function decodeWith(run: () => Promise<DecodedSamples>): Promise<DecodedSamples> {
  try {
    return await run();
  } catch (cause) {
    throw new CodedError('codec-corrupt', {}, { cause });
  }
}
