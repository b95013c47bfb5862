/** Pixels one after the other: in one piece, a fragment a frame, or each fragment deflated. */
export type PlainCodec = 'native' | 'native-frame' | 'deflated-frame';
/** How a transfer syntax (PS3.5 annex A) writes pixel data. */
export type PixelCodec = PlainCodec | 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

export interface TransferSyntax {
  readonly uid: string;
  readonly explicit: boolean;
  readonly bigEndian: boolean;
  /** Of native pixels: the dataset's, but for a private syntax of General Electric's. */
  readonly bigEndianPixels: boolean;
  /** The whole dataset behind the meta group is deflated. */
  readonly deflated: boolean;
  /** null: known to be a transfer syntax, or private, but not decodable here. */
  readonly codec: PixelCodec | null;
  /** The syntax can only have been written with loss. */
  readonly lossy: boolean;
}

const CODECS: Record<string, { codec: PixelCodec; lossy?: boolean }> = {
  '1.2.840.10008.1.2.5': { codec: 'rle' },
  '1.2.840.10008.1.2.8.1': { codec: 'deflated-frame' },
  '1.2.840.10008.1.2.1.98': { codec: 'native-frame' },
  '1.2.840.10008.1.2.4.50': { codec: 'jpeg', lossy: true },
  '1.2.840.10008.1.2.4.51': { codec: 'jpeg', lossy: true },
  '1.2.840.10008.1.2.4.53': { codec: 'jpeg', lossy: true },
  '1.2.840.10008.1.2.4.55': { codec: 'jpeg', lossy: true },
  '1.2.840.10008.1.2.4.57': { codec: 'jpeg-lossless' },
  '1.2.840.10008.1.2.4.70': { codec: 'jpeg-lossless' },
  '1.2.840.10008.1.2.4.80': { codec: 'jpeg-ls' },
  '1.2.840.10008.1.2.4.81': { codec: 'jpeg-ls', lossy: true },
  '1.2.840.10008.1.2.4.90': { codec: 'jpeg-2000' },
  '1.2.840.10008.1.2.4.91': { codec: 'jpeg-2000' },
  // Part 2 allows more than is decoded here; most of its streams make no use of that.
  '1.2.840.10008.1.2.4.92': { codec: 'jpeg-2000' },
  '1.2.840.10008.1.2.4.93': { codec: 'jpeg-2000' },
  '1.2.840.10008.1.2.4.201': { codec: 'htj2k' },
  '1.2.840.10008.1.2.4.202': { codec: 'htj2k' },
  '1.2.840.10008.1.2.4.203': { codec: 'htj2k' },
};

export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';
/** Implicit, little endian but for the pixels (DLX workstations of General Electric). */
const GE_BIG_ENDIAN_PIXELS = '1.2.840.113619.5.2';
const NATIVE = new Set([
  IMPLICIT_LITTLE_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  DEFLATED,
  EXPLICIT_BIG_ENDIAN,
  GE_BIG_ENDIAN_PIXELS,
]);

/** What a transfer syntax UID means; an unknown one is taken as explicit little endian with pixels nobody can decode. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const encapsulated = CODECS[uid];
  return {
    uid,
    explicit: uid !== IMPLICIT_LITTLE_ENDIAN && uid !== GE_BIG_ENDIAN_PIXELS,
    bigEndian: uid === EXPLICIT_BIG_ENDIAN,
    bigEndianPixels: uid === EXPLICIT_BIG_ENDIAN || uid === GE_BIG_ENDIAN_PIXELS,
    deflated: uid === DEFLATED,
    codec: encapsulated?.codec ?? (NATIVE.has(uid) ? 'native' : null),
    lossy: encapsulated?.lossy ?? false,
  };
}
