import { CodedError } from '../../../src-shared/contract/coded.ts';
import { checkSize, type DecodedSamples, type ExpectedSamples } from './decoded-samples.ts';
import { DifferenceReader, differenceTable } from './jpeg-lossless-differences.ts';
import { predictRow } from './jpeg-lossless-predictors.ts';
import { readJpegHeader } from './jpeg-markers.ts';
import { JpegScans, type JpegScan } from './jpeg-scans.ts';

/**
 * Decodes JPEG lossless (ITU-T T.81 annex H: process 14, Huffman coded, all predictors, point transform, restarts), with
 * the samples in one scan or a scan each.
 * Throws `codec-corrupt`, `codec-size-mismatch`, `dicom-syntax-unsupported` for subsampled components.
 */
export function decodeJpegLossless(bytes: Uint8Array, expected: ExpectedSamples): DecodedSamples {
  const header = readJpegHeader(bytes);
  checkSize(header, expected);
  const { rows, columns, samples, precision } = header;
  if (header.process !== 3 || precision < 2 || precision > 16) throw new CodedError('codec-corrupt');
  if (header.subsampled) throw new CodedError('dicom-syntax-unsupported', { sampling: 'subsampled' });
  const values = new (precision <= 8 ? Uint8Array : Uint16Array)(rows * columns * samples);
  const scans = new JpegScans(bytes);
  const missing = new Set(Array.from({ length: samples }, (_, i) => i));
  while (missing.size > 0) {
    const scan = scans.next();
    if (!scan) throw new CodedError('codec-corrupt');
    scans.continueAt(decodeScan(bytes, scan, { rows, columns, samples, precision, values }));
    for (const { place } of scan.components) missing.delete(place);
  }
  return { rows, columns, samples, values };
}

/** Decodes the components of one scan into the picture; returns where the stream goes on. */
function decodeScan(
  bytes: Uint8Array,
  scan: JpegScan,
  picture: {
    readonly rows: number;
    readonly columns: number;
    readonly samples: number;
    readonly precision: number;
    readonly values: Uint8Array | Uint16Array;
  },
): number {
  const { rows, columns, samples, precision, values } = picture;
  const { components, spectralStart: predictor, low: pointTransform, restartInterval } = scan;
  const tables = components.map(({ dc }) => dc && differenceTable(dc)).filter((table) => table !== undefined);
  const sane = tables.length === components.length && predictor >= 1 && predictor <= 7 && pointTransform < precision;
  // Restarts come between rows only (H.1.1).
  if (!sane || restartInterval % columns !== 0) throw new CodedError('codec-corrupt');
  const rowsBetweenRestarts = restartInterval / columns || rows;
  const reader = new DifferenceReader(bytes, scan.start);
  const differences = new Int32Array(columns * components.length);
  const lines = components.map(() => [new Int32Array(columns), new Int32Array(columns)] as [Int32Array, Int32Array]);
  const first = 1 << (precision - pointTransform - 1);
  for (let row = 0; row < rows; row++) {
    const begins = row % rowsBetweenRestarts === 0;
    if (begins && row > 0) reader.restart();
    reader.readRow(differences, tables);
    components.forEach(({ place }, i) => {
      const pair = lines[i] as [Int32Array, Int32Array];
      const [above, line] = pair;
      predictRow(begins ? 'first' : predictor, { differences, from: i, step: components.length }, above, line, first);
      const to = row * columns * samples + place;
      for (let x = 0; x < columns; x++) values[to + x * samples] = line[x]! << pointTransform;
      pair.reverse();
    });
  }
  return reader.end;
}
