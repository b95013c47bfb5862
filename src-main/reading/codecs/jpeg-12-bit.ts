import { CodedError } from '../../../src-shared/contract/coded.ts';
import { checkSize, type DecodedSamples, type ExpectedSamples } from './decoded-samples.ts';
import { readScan, type CoefficientPlane } from './jpeg-coefficients.ts';
import { inverseDct, ZIGZAG } from './jpeg-inverse-dct.ts';
import { readJpegHeader } from './jpeg-markers.ts';
import { JpegScans } from './jpeg-scans.ts';

/**
 * Decodes 12-bit JPEG, extended and progressive (ITU-T T.81 processes 4 and 10, Huffman coded), to the very values of the
 * Independent JPEG Group's library, which DCMTK and GDCM use. Colours stay as they are coded.
 * Throws `codec-corrupt`, `codec-size-mismatch`, `dicom-syntax-unsupported` for subsampled components.
 *
 * @returns samples 0 … 4095
 */
export function decodeJpeg12Bit(bytes: Uint8Array, expected: ExpectedSamples): DecodedSamples {
  const header = readJpegHeader(bytes);
  checkSize(header, expected);
  const { rows, columns, samples, precision, process } = header;
  if (precision !== 12 || process < 1 || process > 2) throw new CodedError('codec-corrupt', { precision, process });
  if (header.subsampled) throw new CodedError('dicom-syntax-unsupported', { sampling: 'subsampled' });
  const [blocksDown, blocksAcross] = [Math.ceil(rows / 8), Math.ceil(columns / 8)];
  const planes: CoefficientPlane[] = Array.from({ length: samples }, () => ({
    blocksDown,
    blocksAcross,
    coefficients: new Int16Array(blocksDown * blocksAcross * 64),
  }));
  const scans = new JpegScans(bytes);
  const seen = new Set<number>();
  for (let scan = scans.next(); scan; scan = scans.next()) {
    scans.continueAt(readScan(bytes, scan, planes, process === 2));
    for (const { place } of scan.components) seen.add(place);
  }
  if (seen.size < samples) throw new CodedError('codec-corrupt');
  const values = new Uint16Array(rows * columns * samples);
  planes.forEach((plane, place) =>
    drawPlane(plane, scans.quantizationOf(place), { rows, columns, samples, place }, values),
  );
  return { rows, columns, samples, values };
}

function drawPlane(
  { blocksDown, blocksAcross, coefficients }: CoefficientPlane,
  zigzagSteps: Uint16Array,
  picture: { readonly rows: number; readonly columns: number; readonly samples: number; readonly place: number },
  values: Uint16Array,
): void {
  const { rows, columns, samples, place } = picture;
  const steps = new Int32Array(64);
  ZIGZAG.forEach((natural, i) => (steps[natural] = zigzagSteps[i] as number));
  const block = new Int32Array(64);
  for (let down = 0; down < blocksDown; down++) {
    const height = Math.min(8, rows - down * 8);
    for (let across = 0; across < blocksAcross; across++) {
      inverseDct(coefficients, (down * blocksAcross + across) * 64, steps, block);
      const width = Math.min(8, columns - across * 8);
      for (let y = 0; y < height; y++) {
        const to = ((down * 8 + y) * columns + across * 8) * samples + place;
        for (let x = 0; x < width; x++) values[to + x * samples] = block[y * 8 + x] as number;
      }
    }
  }
}
