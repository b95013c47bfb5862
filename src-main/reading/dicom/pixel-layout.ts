import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { Attributes } from './attributes.ts';
import type { PixelDataElement } from './header.ts';
import { readPalette, type Palette } from './palette.ts';

/** How pixel data is laid out (PS3.3 C.7.6.3), checked. */
export interface PixelLayout {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samples: 1 | 3;
  readonly kind: PixelDataElement['kind'];
  /** 1 to 32 for integers; what is no multiple of 8 is packed, pixel after pixel. 32 or 64 for floating-point numbers. */
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** Samples are stored plane by plane (native only). */
  readonly planar: boolean;
  /** As stated; codecs of JPEG 2000 turn `YBR_ICT` and `YBR_RCT` into RGB by themselves. */
  readonly photometric: string;
  readonly palette: Palette | null;
}

const MAX_SIDE = 65_535;
const MAX_FRAMES = 100_000;
const MAX_FRAME_BYTES = 512 * 2 ** 20;
const SINGLE_SAMPLE = new Set(['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR']);
const THREE_SAMPLES = new Set(['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_PARTIAL_422', 'YBR_ICT', 'YBR_RCT']);
const WHOLE_BYTES = new Set([8, 16, 24, 32]);

/** Luma for every pixel, chroma for every second one, when stored natively. */
export function isSubsampled({ photometric }: Pick<PixelLayout, 'photometric'>): boolean {
  return photometric === 'YBR_FULL_422' || photometric === 'YBR_PARTIAL_422';
}

/** Pixels narrower than a byte, or of one byte and a half, lie one behind the other without gaps. */
export function isPacked({ bitsAllocated }: Pick<PixelLayout, 'bitsAllocated'>): boolean {
  return bitsAllocated % 8 !== 0;
}

/**
 * Reads and checks the pixel description before anything is allocated by it.
 * Throws `dicom-bad-dimensions`, `dicom-bit-depth`, `dicom-frame-count`, `dicom-pixels-unsupported`, `dicom-pixels-too-large`.
 */
export function readPixelLayout(attributes: Attributes, kind: PixelDataElement['kind']): PixelLayout {
  const rows = side(attributes, 'x00280010');
  const columns = side(attributes, 'x00280011');
  const frames = frameCount(attributes);
  const samples = attributes.unsigned('x00280002') ?? 1;
  const photometric = attributes.code('x00280004')?.toUpperCase() ?? (samples === 3 ? 'RGB' : 'MONOCHROME2');
  const known = samples === 1 ? SINGLE_SAMPLE : samples === 3 ? THREE_SAMPLES : null;
  if (!known?.has(photometric))
    throw new CodedError('dicom-pixels-unsupported', { found: `${photometric.slice(0, 16)} × ${samples}` });
  const bits = kind === 'integer' ? integerBits(attributes, samples) : floatBits(kind);
  if ((rows * columns * samples * Math.max(8, bits.bitsAllocated)) / 8 > MAX_FRAME_BYTES) {
    throw new CodedError('dicom-pixels-too-large', { rows, columns });
  }
  return {
    rows,
    columns,
    frames,
    samples: samples as 1 | 3,
    kind,
    ...bits,
    signed: kind === 'integer' && attributes.unsigned('x00280103') === 1,
    planar: samples === 3 && attributes.unsigned('x00280006') === 1,
    photometric,
    palette: photometric === 'PALETTE COLOR' ? readPalette(attributes) : null,
  };
}

type Bits = Pick<PixelLayout, 'bitsAllocated' | 'bitsStored' | 'highBit'>;

function floatBits(kind: 'float32' | 'float64'): Bits {
  const bits = kind === 'float32' ? 32 : 64;
  return { bitsAllocated: bits, bitsStored: bits, highBit: bits - 1 };
}

function integerBits(attributes: Attributes, samples: number): Bits {
  const bitsAllocated = attributes.unsigned('x00280100') ?? 0;
  const bitsStored = attributes.unsigned('x00280101') ?? bitsAllocated;
  const highBit = attributes.unsigned('x00280102') ?? bitsStored - 1;
  const consistent = bitsStored >= 1 && bitsStored <= bitsAllocated && highBit < bitsAllocated;
  if (!consistent || highBit + 1 < bitsStored) {
    throw new CodedError('dicom-bit-depth', { bitsAllocated, bitsStored, highBit });
  }
  const packed = bitsAllocated < 32 && bitsAllocated % 8 !== 0 && samples === 1;
  if (!WHOLE_BYTES.has(bitsAllocated) && !packed)
    throw new CodedError('dicom-pixels-unsupported', { found: `${bitsAllocated} bit` });
  return { bitsAllocated, bitsStored, highBit };
}

function side(attributes: Attributes, tag: string): number {
  const length = attributes.unsigned(tag);
  if (length === null || length < 1 || length > MAX_SIDE) {
    throw new CodedError('dicom-bad-dimensions', length === null ? {} : { length });
  }
  return length;
}

function frameCount(attributes: Attributes): number {
  // Some writers count the frames of a single image as none.
  const stated = attributes.number('x00280008');
  const frames = stated === null || stated === 0 ? 1 : stated;
  if (!Number.isInteger(frames) || frames < 1 || frames > MAX_FRAMES) {
    throw new CodedError('dicom-frame-count', Number.isFinite(frames) ? { frames } : {});
  }
  return frames;
}
