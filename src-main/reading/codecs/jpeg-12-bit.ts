import { CodedError } from '../../../src-shared/contract/coded.ts';
import { checkSize, type DecodedSamples, type ExpectedSamples } from './decoded-samples.ts';
import { readScan, type CoefficientPlane } from './jpeg-coefficients.ts';
import { inverseDct, ZIGZAG } from './jpeg-inverse-dct.ts';
import { readJpegHeader, type JpegHeader } from './jpeg-markers.ts';
import { JpegScans } from './jpeg-scans.ts';
import { upsampled, type SamplePlane } from './jpeg-upsampling.ts';

/** Sampling factors are 1 to 4 (T.81 B.2.2); JPEG in DICOM halves colour at most. */
const MOST_SAMPLING = 2;

/**
 * Decodes 12-bit JPEG, extended and progressive (ITU-T T.81 processes 4 and 10, Huffman coded), to the very values of the
 * Independent JPEG Group's library, which DCMTK and GDCM use. Colours stay as they are coded.
 * Throws `codec-corrupt`, `codec-size-mismatch`, `dicom-syntax-unsupported` for colour that is subsampled to less than half.
 *
 * @returns samples 0 … 4095
 */
export function decodeJpeg12Bit(bytes: Uint8Array, expected: ExpectedSamples): DecodedSamples {
  const header = readJpegHeader(bytes);
  checkSize(header, expected);
  const { rows, columns, samples, precision, process } = header;
  if (precision !== 12 || process < 1 || process > 2) throw new CodedError('codec-corrupt', { precision, process });
  const { planes, units } = planesOf(header);
  const scans = new JpegScans(bytes);
  const seen = new Set<number>();
  for (let scan = scans.next(); scan; scan = scans.next()) {
    scans.continueAt(readScan(bytes, scan, planes, units, process === 2));
    for (const { place } of scan.components) seen.add(place);
  }
  if (seen.size < samples) throw new CodedError('codec-corrupt');
  const values = new Uint16Array(rows * columns * samples);
  const most = mostOf(header);
  planes.forEach((plane, place) => {
    const size = sizeOf(header, plane, most);
    const drawn = upsampled(drawnPlane(plane, scans.quantizationOf(place), size), {
      across: most.across / plane.across,
      down: most.down / plane.down,
    });
    for (let y = 0, to = place; y < rows; y++) {
      for (let x = 0; x < columns; x++, to += samples) values[to] = drawn.values[y * drawn.columns + x] as number;
    }
  });
  return { rows, columns, samples, values };
}

interface Factors {
  readonly across: number;
  readonly down: number;
}

function mostOf({ sampling, samples }: JpegHeader): Factors {
  // One component alone is not subsampled, whatever its factors say (A.2.2).
  if (samples === 1) return { across: 1, down: 1 };
  return {
    across: Math.max(...sampling.map(({ across }) => across)),
    down: Math.max(...sampling.map(({ down }) => down)),
  };
}

/** How many samples of a component belong to the picture. */
function sizeOf({ rows, columns }: JpegHeader, plane: Factors, most: Factors): { rows: number; columns: number } {
  return {
    rows: Math.ceil((rows * plane.down) / most.down),
    columns: Math.ceil((columns * plane.across) / most.across),
  };
}

function planesOf(header: JpegHeader): { planes: CoefficientPlane[]; units: Factors } {
  const most = mostOf(header);
  const factors = header.samples === 1 ? [{ across: 1, down: 1 }] : header.sampling;
  const halved = (own: number, all: number) => own >= 1 && all <= MOST_SAMPLING && all % own === 0;
  for (const { across, down } of factors) {
    if (halved(across, most.across) && halved(down, most.down)) continue;
    throw new CodedError('dicom-syntax-unsupported', { sampling: `${across} × ${down}` });
  }
  const units = {
    across: Math.ceil(header.columns / (8 * most.across)),
    down: Math.ceil(header.rows / (8 * most.down)),
  };
  const planes = factors.map(({ across, down }) => {
    const size = sizeOf(header, { across, down }, most);
    const stride = units.across * across;
    const coefficients = new Int16Array(stride * units.down * down * 64);
    const [blocksDown, blocksAcross] = [Math.ceil(size.rows / 8), Math.ceil(size.columns / 8)];
    return { blocksDown, blocksAcross, stride, across, down, coefficients };
  });
  return { planes, units };
}

function drawnPlane(
  { blocksDown, blocksAcross, stride, coefficients }: CoefficientPlane,
  zigzagSteps: Uint16Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): SamplePlane {
  const steps = new Int32Array(64);
  ZIGZAG.forEach((natural, i) => (steps[natural] = zigzagSteps[i] as number));
  const block = new Int32Array(64);
  const values = new Uint16Array(rows * columns);
  for (let down = 0; down < blocksDown; down++) {
    const height = Math.min(8, rows - down * 8);
    for (let across = 0; across < blocksAcross; across++) {
      inverseDct(coefficients, (down * stride + across) * 64, steps, block);
      const width = Math.min(8, columns - across * 8);
      for (let y = 0; y < height; y++) {
        const to = (down * 8 + y) * columns + across * 8;
        for (let x = 0; x < width; x++) values[to + x] = block[y * 8 + x] as number;
      }
    }
  }
  return { rows, columns, values };
}
