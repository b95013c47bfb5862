import { CodedError } from '../../../src-shared/contract/coded.ts';
import { checkSize, type DecodedSamples, type ExpectedSamples } from './decoded-samples.ts';
import { readJpeg2000Header, SIGNED, wholeCodestream, type Jpeg2000Header } from './jpeg-2000-header.ts';
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
 * header's before the library allocates by it. Throws `codec-corrupt`, `codec-size-mismatch`, `dicom-syntax-unsupported`
 * for more than 16 bits and for what only Part 2 of the standard allows.
 */
export async function decodeJpeg2000(bytes: Uint8Array, expected: ExpectedSamples): Promise<DecodedSamples> {
  return decodeChecked(bytes, expected, (stream) => openJpeg.run((module) => decode(new module.J2KDecoder(), stream)));
}

/** {@link decodeJpeg2000} for high-throughput streams (ISO/IEC 15444-15), with OpenJPH. */
export async function decodeHtj2k(bytes: Uint8Array, expected: ExpectedSamples): Promise<DecodedSamples> {
  return decodeChecked(bytes, expected, (stream) => openJph.run((module) => decode(new module.HTJ2KDecoder(), stream)));
}

async function decodeChecked(
  bytes: Uint8Array,
  expected: ExpectedSamples,
  run: (stream: Uint8Array) => Promise<DecodedSamples>,
): Promise<DecodedSamples> {
  const header = readJpeg2000Header(bytes);
  checkSize(header, expected);
  const { precision, extended, signed } = header;
  if (precision > 16 || extended) throw new CodedError('dicom-syntax-unsupported', { precision });
  const stream = wholeCodestream(bytes);
  if (!signed || precision > 8) return decodeWith(() => run(stream));
  const decoded = await decodeWith(() => run(unsigned(stream, header)));
  return signedAgain(decoded, precision, expected.bitsAllocated);
}

/**
 * The decoders' bindings cut off what is below zero in samples of a byte. Told that it is unsigned, the same stream comes
 * out half the range higher (ISO/IEC 15444-1 G.1.2), and nothing is lost.
 */
function unsigned(stream: Uint8Array, { depthsAt }: Jpeg2000Header): Uint8Array {
  const copy = stream.slice();
  for (const at of depthsAt) copy[at] = (copy[at] as number) & ~SIGNED;
  return copy;
}

/** Two's complement in the allocated width. */
function signedAgain(decoded: DecodedSamples, precision: number, bitsAllocated: number): DecodedSamples {
  const zero = 2 ** (precision - 1);
  const { length } = decoded.values;
  const values = bitsAllocated > 8 ? new Uint16Array(length) : new Uint8Array(length);
  for (let i = 0; i < length; i++) values[i] = (decoded.values[i] as number) - zero;
  return { ...decoded, values };
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
