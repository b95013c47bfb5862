import { Decoder } from '@cornerstonejs/jpeg-lossless-decoder-js';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { checkSize, type DecodedSamples, type ExpectedSamples } from './decoded-samples.ts';
import { readJpegHeader } from './jpeg-markers.ts';

/** Decodes JPEG lossless (process 14, all predictors). Throws `codec-corrupt`, `codec-size-mismatch`. */
export function decodeJpegLossless(bytes: Uint8Array, expected: ExpectedSamples): DecodedSamples {
  const header = readJpegHeader(bytes);
  checkSize(header, expected);
  if (header.process !== 3) throw new CodedError('codec-corrupt');
  try {
    const width = header.precision <= 8 ? 1 : 2;
    const decoded = new Decoder().decode(bytes.slice().buffer, 0, bytes.length, width);
    const values = width === 1 ? new Uint8Array(decoded.buffer) : new Uint16Array(decoded.buffer);
    return { rows: header.rows, columns: header.columns, samples: header.samples, values };
  } catch (cause) {
    throw new CodedError('codec-corrupt', {}, { cause });
  }
}
