import dicomParser, { type ByteArrayParser, type DataSet, type Element } from 'dicom-parser';
import { CodedError, type Code } from '../../../src-shared/contract/coded.ts';

// The library's type file leaves out what it exports for reading datasets piece by piece.
interface LowLevel {
  ByteStream: new (parser: ByteArrayParser, bytes: Uint8Array, position: number) => Stream;
  DataSet: new (parser: ByteArrayParser, bytes: Uint8Array, elements: Record<string, Element>) => DataSet;
  littleEndianByteArrayParser: ByteArrayParser;
  bigEndianByteArrayParser: ByteArrayParser;
  readDicomElementExplicit(stream: Stream, warnings: string[]): Element;
  parseDicomDataSetExplicit(set: DataSet, stream: Stream, end: number, options: { untilTag: string }): void;
  parseDicomDataSetImplicit(set: DataSet, stream: Stream, end: number, options: { untilTag: string }): void;
}
interface Stream {
  position: number;
}
const low = dicomParser as unknown as LowLevel;

export const PIXEL_DATA = 'x7fe00010';
/** The largest element other than pixel data that is believed. */
export const MAX_ELEMENT_BYTES = 64 * 2 ** 20;

/** A header that could not be parsed; more bytes may help unless it is `fatal`. */
export class ParseFailure extends Error {
  readonly coded: CodedError;
  readonly fatal: boolean;

  constructor(code: Code, fatal: boolean, cause?: unknown) {
    super(code, { cause });
    this.coded = new CodedError(code, {}, { cause });
    this.fatal = fatal;
  }
}

/** Reads the file meta group (always explicit little endian), believing its elements, not its stated length. */
export function parseMetaGroup(bytes: Uint8Array, start: number): { meta: DataSet; end: number } {
  const stream = new low.ByteStream(low.littleEndianByteArrayParser, bytes, start);
  const elements: Record<string, Element> = {};
  const meta = new low.DataSet(low.littleEndianByteArrayParser, bytes, elements);
  while (stream.position + 8 <= bytes.length && bytes[stream.position] === 2 && bytes[stream.position + 1] === 0) {
    const element = attempt(() => low.readDicomElementExplicit(stream, meta.warnings), false);
    if (element.dataOffset + element.length > bytes.length) throw new ParseFailure('dicom-truncated', false);
    elements[element.tag] = element;
  }
  return { meta, end: stream.position };
}

/**
 * Parses a dataset up to its pixel data.
 * @param options.whole the bytes are all there is, so what runs over their end is damage, not a piece too small
 * @throws {@link ParseFailure}
 */
export function parseDataSet(
  bytes: Uint8Array,
  start: number,
  options: { readonly bigEndian: boolean; readonly explicit: boolean; readonly whole: boolean },
): DataSet {
  const parser = options.bigEndian ? low.bigEndianByteArrayParser : low.littleEndianByteArrayParser;
  const set = new low.DataSet(parser, bytes, {});
  const stream = new low.ByteStream(parser, bytes, start);
  const parse = options.explicit ? low.parseDicomDataSetExplicit : low.parseDicomDataSetImplicit;
  try {
    attempt(() => parse(set, stream, bytes.length, { untilTag: PIXEL_DATA }), options.whole);
  } catch (failure) {
    // The last element of a file that was cut off is no liar: it only lost its end.
    const [overrunning] = Object.values(set.elements).filter((one) => one.dataOffset + one.length > bytes.length);
    if (overrunning && overrunning.length <= MAX_ELEMENT_BYTES)
      throw new ParseFailure('dicom-truncated', false, failure);
    throw failure;
  }
  return set;
}

/** The library throws strings, errors, and a RangeError when nesting exhausts the stack. */
function attempt<T>(parse: () => T, whole: boolean): T {
  try {
    return parse();
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new ParseFailure('dicom-too-deep', true, thrown);
    const overrun = /item tag|maxP|buffer overrun|invalid value/.test(String(thrown));
    throw new ParseFailure(overrun ? 'dicom-length-overrun' : 'dicom-truncated', whole, thrown);
  }
}
