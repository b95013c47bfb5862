import { CodedError } from '../../../src-shared/contract/coded.ts';

/** What a JPEG or JPEG-LS stream's frame header says (ITU-T T.81 B.2.2, T.87 C.2.2), and what its application markers say of its colours. */
export interface JpegHeader {
  /** 0 baseline, 1 extended, 2 progressive, 3 lossless …, 55 JPEG-LS. */
  readonly process: number;
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  /** Sampling factors of each component: how many samples lie across and down where others have more or fewer. */
  readonly sampling: readonly { readonly across: number; readonly down: number }[];
  /** Colour is subsampled, which only makes sense for YCbCr. */
  readonly subsampled: boolean;
  readonly jfif: boolean;
  /** Adobe's colour transform: 0 none, 1 YCbCr, 2 YCCK; null: no such marker. */
  readonly adobeTransform: number | null;
  /** Byte offset of the transform in the Adobe marker. */
  readonly adobeTransformAt: number | null;
}

/** The process of JPEG-LS in {@link JpegHeader}. */
export const JPEG_LS = 0xf7 - 0xc0;

/** Start of frame markers, F7 being JPEG-LS's; C4, C8 and CC are others. */
const isFrameHeader = (marker: number) =>
  marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker));

/** Whether bytes begin as a JPEG stream does. */
export function looksLikeJpeg(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** Reads markers up to the frame header. Throws `codec-corrupt` where there is none. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let jfif = false;
  let adobeTransform: number | null = null;
  let adobeTransformAt: number | null = null;
  const word = (at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = word(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) break;
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 9));
    if (marker === 0xe0 && name.startsWith('JFIF')) jfif = true;
    if (marker === 0xee && name === 'Adobe' && length >= 14) {
      adobeTransformAt = at + 15;
      adobeTransform = bytes[adobeTransformAt] ?? null;
    }
    if (isFrameHeader(marker)) {
      const samples = bytes[at + 9] ?? 0;
      const sampling = Array.from({ length: samples }, (_, i) => bytes[at + 11 + i * 3] ?? 0);
      return {
        process: marker - 0xc0,
        precision: bytes[at + 4] as number,
        rows: word(at + 5),
        columns: word(at + 7),
        samples,
        sampling: sampling.map((factors) => ({ across: factors >> 4, down: factors & 15 })),
        subsampled: samples > 1 && sampling.some((factor) => factor !== sampling[0]),
        jfif,
        adobeTransform,
        adobeTransformAt,
      };
    }
    at = end;
  }
  throw new CodedError('codec-corrupt');
}
