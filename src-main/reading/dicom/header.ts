import type { DataSet, Element } from 'dicom-parser';
import { inflateRawSync } from 'node:zlib';
import { CodedError, type Coded } from '../../../src-shared/contract/coded.ts';
import { bytesInMemory, type ByteSource } from '../containers/byte-source.ts';
import {
  EXPLICIT_BIG_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  IMPLICIT_LITTLE_ENDIAN,
  transferSyntaxOf,
  type TransferSyntax,
} from './transfer-syntax.ts';
import { MAX_ELEMENT_BYTES, ParseFailure, parseDataSet, parseMetaGroup, PIXEL_DATA } from './data-set.ts';

/** A DICOM file's attributes up to its pixel data, and where those lie. */
export interface Header {
  readonly meta: DataSet;
  readonly data: DataSet;
  readonly syntax: TransferSyntax;
  /** Where pixel data is read from: the file, or what its dataset inflated to. */
  readonly source: ByteSource;
  /** null: the file has no pixel data. `length` as declared; `undefined` length is `encapsulated`. */
  readonly pixelData: { readonly offset: number; readonly length: number; readonly encapsulated: boolean } | null;
  readonly warnings: readonly Coded[];
}

/** Headers are small; a file is read in growing pieces until all attributes before the pixels fit. */
const WINDOWS = [256 * 2 ** 10, 8 * 2 ** 20, 128 * 2 ** 20, 512 * 2 ** 20];
const INFLATED_LIMIT = 512 * 2 ** 20;
const PREAMBLE = 128;
const MAX_DEPTH = 64;
const UNDEFINED_LENGTH = 0xffffffff;

/**
 * Reads a DICOM file's header (PS3.10 7.1), with or without preamble and meta group.
 * Throws `not-an-image` (no preamble, and not readable without one), `dicom-truncated` (ends inside the header), `dicom-length-overrun` (an element claims more than
 * there is or than is allowed), `dicom-too-deep` (sequences deeper than 64), `codec-corrupt` (deflated dataset damaged or
 * larger than 512 MiB).
 */
export async function readHeader(source: ByteSource): Promise<Header> {
  for (const window of WINDOWS) {
    const bytes = await source.read(0, Math.min(window, source.size));
    const whole = bytes.length === source.size;
    try {
      return parseHeader(bytes, source, whole);
    } catch (error) {
      if (!(error instanceof ParseFailure)) throw error;
      if (!whole && !error.fatal) continue;
      throw hasPreamble(bytes) ? error.coded : new CodedError('not-an-image', {}, { cause: error });
    }
  }
  throw new CodedError('dicom-length-overrun');
}

/** Whether bytes begin like a DICOM file: `DICM` behind the preamble, or a plausible first element without one. */
export function looksLikeDicom(bytes: Uint8Array): boolean {
  return hasPreamble(bytes) || bareSyntax(bytes) !== null || beginsWithMetaGroup(bytes);
}

function parseHeader(bytes: Uint8Array, source: ByteSource, whole: boolean): Header {
  const warnings: Coded[] = [];
  const preamble = hasPreamble(bytes);
  if (preamble && isExecutable(bytes)) warnings.push({ code: 'dicom-preamble-executable', details: {} });
  const start = preamble ? PREAMBLE + 4 : 0;
  const { meta, end } = parseMetaGroup(bytes, start);
  const stated = meta.string('x00020010')?.replace(/[\0 ]+$/, '');
  let repaired = !preamble || !meta.elements.x00020000 || !stated;
  let body = bytes;
  let bodySource = source;
  let offset = end;
  if (stated && transferSyntaxOf(stated).deflated) {
    if (!whole) throw new ParseFailure('dicom-truncated', false);
    body = inflate(bytes.subarray(end));
    bodySource = bytesInMemory(body);
    offset = 0;
  }
  const guessed = bareSyntax(body.subarray(offset));
  const syntax = transferSyntaxOf(stated ?? guessed ?? IMPLICIT_LITTLE_ENDIAN);
  // Some writers state one of explicit and implicit and write the other: what the first element looks like wins.
  const bigEndian = guessed === null ? syntax.bigEndian : guessed === EXPLICIT_BIG_ENDIAN;
  const explicit = guessed === null ? syntax.explicit : guessed !== IMPLICIT_LITTLE_ENDIAN;
  if (bigEndian !== syntax.bigEndian || explicit !== syntax.explicit) repaired = true;
  const data = parseDataSet(body, offset, { bigEndian, explicit, whole: whole || body !== bytes });
  if (repaired) warnings.push({ code: 'dicom-meta-repaired', details: {} });
  checkElements(data, body, body !== bytes || whole);
  return {
    meta,
    data,
    syntax: { ...syntax, bigEndian, explicit },
    source: bodySource,
    pixelData: pixelDataOf(data),
    warnings,
  };
}

function pixelDataOf(data: DataSet): Header['pixelData'] {
  const element = data.elements[PIXEL_DATA];
  if (!element) return null;
  return { offset: element.dataOffset, length: element.length, encapsulated: element.length === UNDEFINED_LENGTH };
}

function inflate(deflated: Uint8Array): Uint8Array {
  try {
    // A plain array: slicing a Buffer would not copy.
    return new Uint8Array(inflateRawSync(deflated, { maxOutputLength: INFLATED_LIMIT }));
  } catch (cause) {
    throw new CodedError('codec-corrupt', {}, { cause });
  }
}

/** Every element must lie within its dataset, no deeper than allowed; walked with a list, not by recursion. */
function checkElements(data: DataSet, bytes: Uint8Array, whole: boolean): void {
  const waiting = [{ set: data, end: bytes.length, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { set, end, depth } = next;
    if (depth > MAX_DEPTH) throw new ParseFailure('dicom-too-deep', true);
    for (const element of Object.values(set.elements) as Element[]) {
      if (depth === 0 && element.tag === PIXEL_DATA) continue;
      const length = element.length === UNDEFINED_LENGTH ? 0 : element.length;
      if (length > MAX_ELEMENT_BYTES && !element.items) throw new ParseFailure('dicom-length-overrun', true);
      if (element.dataOffset + length > end) {
        throw new ParseFailure(depth === 0 ? 'dicom-truncated' : 'dicom-length-overrun', whole && depth > 0);
      }
      for (const item of element.items ?? []) {
        const itemEnd = Math.min(item.dataOffset + item.length, bytes.length);
        if (itemEnd > end) throw new ParseFailure('dicom-length-overrun', whole);
        if (item.dataSet) waiting.push({ set: item.dataSet, end: itemEnd, depth: depth + 1 });
      }
    }
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

/**
 * The syntax that the first element of a dataset is written in, or null where it looks like none: group 0008 (or one of
 * the few others that a dataset begins with), then a VR of two capitals or a length that is not absurd.
 */
function bareSyntax(bytes: Uint8Array): string | null {
  if (bytes.length < 8) return null;
  const [a, b, c, d] = bytes as unknown as [number, number, number, number];
  const little = b === 0 && (a === 8 || a === 4 || a === 0x10);
  const big = a === 0 && (b === 8 || b === 4 || b === 0x10);
  if (!little && !big) return null;
  if (/^[A-Z]{2}$/.test(text(bytes, 4, 2))) return little ? EXPLICIT_LITTLE_ENDIAN : EXPLICIT_BIG_ENDIAN;
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getUint32(4, true);
  const element = (c ?? 0) | ((d ?? 0) << 8);
  return little && element <= 0x3010 && length <= 1024 ? IMPLICIT_LITTLE_ENDIAN : null;
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
