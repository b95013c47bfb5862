import { CodedError } from '../../../src-shared/contract/coded.ts';

/** What a codec made of a compressed frame: unsigned or two's complement, samples interleaved, host byte order. */
export interface DecodedSamples {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly values: Uint8Array | Uint16Array;
}

/** What the header says that a frame holds. */
export interface ExpectedSamples {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly bitsAllocated: number;
  readonly signed: boolean;
}

/** Throws `codec-size-mismatch` unless a compressed frame states the size that the header states. */
export function checkSize(
  stated: { readonly rows: number; readonly columns: number; readonly samples: number },
  expected: ExpectedSamples,
): void {
  const same =
    stated.rows === expected.rows && stated.columns === expected.columns && stated.samples === expected.samples;
  if (!same) throw new CodedError('codec-size-mismatch', { rows: stated.rows, columns: stated.columns });
}

/**
 * Brings decoded samples to the allocated width as little-endian bytes. Samples narrower than allocated keep their value.
 * Throws `codec-size-mismatch` where they do not fit.
 */
export function storedBytes(decoded: DecodedSamples, expected: ExpectedSamples): Uint8Array {
  checkSize(decoded, expected);
  const { values } = decoded;
  const width = expected.bitsAllocated === 1 ? 8 : expected.bitsAllocated;
  if (values.length < expected.rows * expected.columns * expected.samples) throw new CodedError('codec-corrupt');
  if (width === 8) {
    if (values instanceof Uint8Array) return values;
    if (values.some((value) => value > 0xff)) throw new CodedError('codec-size-mismatch');
    return Uint8Array.from(values);
  }
  if (width === 32) return new Uint8Array(widened(values, expected.signed).buffer);
  if (width !== 16) throw new CodedError('codec-size-mismatch');
  const words = values instanceof Uint16Array ? values : Uint16Array.from(values);
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function widened(values: Uint8Array | Uint16Array, signed: boolean): Int32Array<ArrayBuffer> {
  const negative = signed && values instanceof Uint16Array;
  return Int32Array.from(values, (value) => (negative ? (value << 16) >> 16 : value));
}
