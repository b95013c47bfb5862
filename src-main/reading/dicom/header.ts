import { inflateRawSync, inflateSync } from 'node:zlib';
import { CodedError, type Coded } from '../../../src-shared/contract/coded.ts';
import { bytesInMemory, type ByteSource } from '../containers/byte-source.ts';
import { Attributes } from './attributes.ts';
import {
  DOUBLE_FLOAT_PIXEL_DATA,
  FLOAT_PIXEL_DATA,
  PIXEL_DATA,
  UNDEFINED_LENGTH,
  type DataSet,
  type Element,
} from './data-set.ts';
import { NeedsMore, parseDataSet } from './parse-data-set.ts';
import {
  EXPLICIT_BIG_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  IMPLICIT_LITTLE_ENDIAN,
  transferSyntaxOf,
  type TransferSyntax,
} from './transfer-syntax.ts';

/** A DICOM file's attributes up to its pixel data, and where those lie. */
export interface Header {
  readonly meta: DataSet;
  readonly data: DataSet;
  readonly syntax: TransferSyntax;
  /** Where pixel data is read from: the file, or what its dataset inflated to. */
  readonly source: ByteSource;
  /** null: the file has no pixel data. */
  readonly pixelData: PixelDataElement | null;
  readonly warnings: readonly Coded[];
}

/** `length` as declared; one of undefined length is `encapsulated`. */
export interface PixelDataElement {
  readonly offset: number;
  readonly length: number;
  readonly encapsulated: boolean;
  readonly vr: string | null;
  /** Integers, or floating-point numbers of 32 or 64 bits (7FE0,0008), (7FE0,0009). */
  readonly kind: 'integer' | 'float32' | 'float64';
}

/** Headers are small: this much is read first, and more where it is not enough. */
const FIRST_BYTES = 32 * 2 ** 10;
const MOST_HEADER_BYTES = 512 * 2 ** 20;
const INFLATED_LIMIT = 512 * 2 ** 20;
const PREAMBLE = 128;

/**
 * Reads a DICOM file's header (PS3.10 7.1), with or without preamble and meta group.
 * Throws `not-an-image` (no preamble, and not readable without one), `dicom-inflate-limit` (a deflated dataset of more than
 * 512 MiB), `dicom-truncated` (also where it is damaged) and the codes of `parseDataSet`.
 */
export async function readHeader(source: ByteSource): Promise<Header> {
  let wanted = FIRST_BYTES;
  for (;;) {
    const bytes = await source.read(0, Math.min(wanted, source.size));
    try {
      return parseHeader(bytes, source);
    } catch (error) {
      if (error instanceof NeedsMore && error.bytes <= MOST_HEADER_BYTES) {
        wanted = Math.min(MOST_HEADER_BYTES, Math.max(error.bytes, wanted * 4));
        continue;
      }
      if (!hasPreamble(bytes)) throw new CodedError('not-an-image', {}, { cause: error });
      throw error instanceof NeedsMore ? new CodedError('dicom-length-overrun') : error;
    }
  }
}

/** Whether bytes begin like a DICOM file: `DICM` behind the preamble, or a plausible first element without one. */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  return hasPreamble(bytes) || writtenAs(bytes) !== null || beginsWithMetaGroup(bytes);
}

function parseHeader(bytes: Uint8Array, source: ByteSource): Header {
  const warnings: Coded[] = [];
  const warn = (code: Coded['code'], details: Coded['details'] = {}) => warnings.push({ code, details });
  const preamble = hasPreamble(bytes);
  if (preamble && isExecutable(bytes)) warn('dicom-preamble-executable');
  const meta = parseMetaGroup(bytes, preamble ? PREAMBLE + 4 : 0, source.size);
  const about = new Attributes(meta.set);
  const stated = about.code('x00020010');
  let repaired = !preamble || !about.has('x00020000') || !stated;
  let content = { bytes, source, offset: meta.end };
  const claimsDeflated = stated !== null && transferSyntaxOf(stated).deflated;
  if (claimsDeflated && writtenAs(bytes.subarray(meta.end))?.explicit) repaired = true;
  else if (claimsDeflated) {
    if (bytes.length < source.size) throw new NeedsMore(source.size);
    const inflated = inflate(bytes.subarray(meta.end));
    content = { bytes: inflated, source: bytesInMemory(inflated), offset: 0 };
  }
  const found = writtenAs(content.bytes.subarray(content.offset));
  const syntax = transferSyntaxOf(stated ?? (found ? syntaxWrittenAs(found) : IMPLICIT_LITTLE_ENDIAN));
  // Some writers state one of explicit and implicit and write the other: what the first element looks like wins.
  const { explicit, bigEndian } = found ?? syntax;
  if (bigEndian !== syntax.bigEndian || explicit !== syntax.explicit) repaired = true;
  const bigEndianPixels = found && found.bigEndian !== syntax.bigEndian ? bigEndian : syntax.bigEndianPixels;
  const size = content.source.size;
  const data = parseDataSet(content.bytes, content.offset, { bigEndian, explicit, size });
  if (repaired) warn('dicom-meta-repaired');
  if (data.repaired || meta.repaired) warn('dicom-delimiter-repaired');
  if (data.trailing > 0) warn('dicom-trailing-bytes', { bytes: data.trailing });
  return {
    meta: meta.set,
    data: data.set,
    syntax: { ...syntax, bigEndian, bigEndianPixels, explicit },
    source: content.source,
    pixelData: pixelDataOf(data.set),
    warnings,
  };
}

/** The file meta group (always explicit little endian): its elements are believed, not its stated length. */
function parseMetaGroup(bytes: Uint8Array, start: number, size: number): ReturnType<typeof parseDataSet> {
  return parseDataSet(bytes, start, { explicit: true, bigEndian: false, size, until: (tag) => tag >>> 16 !== 2 });
}

function pixelDataOf(data: DataSet): PixelDataElement | null {
  const found = (element: Element | undefined, kind: PixelDataElement['kind']): PixelDataElement | null => {
    if (!element) return null;
    const { offset, length, vr } = element;
    return { offset, length, vr, kind, encapsulated: length === UNDEFINED_LENGTH };
  };
  return (
    found(data.elements.get(PIXEL_DATA), 'integer') ??
    found(data.elements.get(FLOAT_PIXEL_DATA), 'float32') ??
    found(data.elements.get(DOUBLE_FLOAT_PIXEL_DATA), 'float64')
  );
}

function inflate(deflated: Uint8Array): Uint8Array {
  try {
    // Some writers put zlib's own head in front (RFC 1950), whose two bytes are a multiple of 31.
    const [first = 0, second = 0] = deflated;
    const headed = first === 0x78 && (first * 256 + second) % 31 === 0;
    const options = { maxOutputLength: INFLATED_LIMIT };
    // A plain array: slicing a Buffer would not copy.
    return new Uint8Array(headed ? inflateSync(deflated, options) : inflateRawSync(deflated, options));
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new CodedError(tooLarge ? 'dicom-inflate-limit' : 'dicom-truncated', {}, { cause });
  }
}

/** `DICM` behind 128 bytes of preamble (PS3.10 7.1). */
export function hasPreamble(bytes: Uint8Array): boolean {
  return bytes.length >= PREAMBLE + 4 && text(bytes, PREAMBLE, 4) === 'DICM';
}

/** `MZ` (Windows) or ELF (Linux) in the preamble: a file that is a program as well (CVE-2019-11687). */
function isExecutable(bytes: Uint8Array): boolean {
  return text(bytes, 0, 2) === 'MZ' || text(bytes, 0, 4) === '\x7fELF';
}

function beginsWithMetaGroup(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && bytes[0] === 2 && bytes[1] === 0 && /^[A-Z]{2}$/.test(text(bytes, 4, 2));
}

interface Writing {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

/**
 * How the first element of a dataset is written, or null where it looks like none: group 0008 (or one of the few others
 * that a dataset begins with), then a VR of two capitals or a length that is not absurd. Implicit and big endian at once
 * is no DICOM, but ACR-NEMA files are written so.
 */
function writtenAs(bytes: Uint8Array): Writing | null {
  if (bytes.length < 8) return null;
  const [a, b] = bytes as unknown as [number, number];
  const little = b === 0 && (a === 8 || a === 4 || a === 0x10);
  const big = a === 0 && (b === 8 || b === 4 || b === 0x10);
  if (!little && !big) return null;
  if (/^[A-Z]{2}$/.test(text(bytes, 4, 2))) return { explicit: true, bigEndian: big };
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const plausible = view.getUint16(2, little) <= 0x3010 && view.getUint32(4, little) <= 1024;
  return plausible ? { explicit: false, bigEndian: big } : null;
}

function syntaxWrittenAs({ explicit, bigEndian }: Writing): string {
  if (!explicit) return IMPLICIT_LITTLE_ENDIAN;
  return bigEndian ? EXPLICIT_BIG_ENDIAN : EXPLICIT_LITTLE_ENDIAN;
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
