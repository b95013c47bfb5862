import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { Attributes } from './attributes.ts';
import { expandSegments } from './segmented-palette.ts';

/** A palette colour lookup table (PS3.3 C.7.6.3.1.5) as 8-bit RGB. */
export interface Palette {
  /** Stored value of the first entry; values outside the table take its ends. */
  readonly first: number;
  /** Entries × 3, interleaved. */
  readonly colours: Uint8Array;
}

/** Whether a stored value lies before or behind a palette's entries. */
export function isBeyondPalette(value: number, { first, colours }: Palette): boolean {
  return value < first || value >= first + colours.length / 3;
}

const MAX_ENTRIES = 65_536;
const CHANNELS = [
  { plain: 'x00281201', segmented: 'x00281221' },
  { plain: 'x00281202', segmented: 'x00281222' },
  { plain: 'x00281203', segmented: 'x00281223' },
];

/** Reads the three channels, plain or segmented. Throws `dicom-pixels-unsupported` where one is missing or too short. */
export function readPalette(attributes: Attributes): Palette {
  const entries = attributes.unsigned('x00281101') || MAX_ENTRIES;
  const signed = attributes.unsigned('x00280103') === 1;
  const first = (signed ? attributes.signed('x00281101', 1) : attributes.unsigned('x00281101', 1)) ?? 0;
  const colours = new Uint8Array(entries * 3);
  CHANNELS.forEach(({ plain, segmented }, channel) => {
    const levels = attributes.has(segmented)
      ? segmentedLevels(attributes, segmented, entries)
      : channelLevels(attributes, plain, entries);
    for (let i = 0; i < entries; i++) colours[i * 3 + channel] = levels[i] ?? 0;
  });
  return { first, colours };
}

/** Segments of entries of eight bits are of bytes, all others of words; what fills the table was meant. */
function segmentedLevels(attributes: Attributes, tag: string, entries: number): readonly number[] {
  const bytes =
    attributes.unsigned('x00281101', 2) === 8 ? expandSegments(attributes.packedBytes(tag), entries, 1) : [];
  return bytes.length === entries ? bytes : eightBit(expandSegments(attributes.words(tag), entries, 2));
}

/** Eight-bit tables come one or two bytes an entry; of 16-bit entries the high byte is the colour. */
function channelLevels(attributes: Attributes, tag: string, entries: number): ArrayLike<number> {
  const bytes = attributes.packedBytes(tag);
  if (bytes.length < entries) throw new CodedError('dicom-pixels-unsupported', { found: 'PALETTE COLOR' });
  if (bytes.length < entries * 2) return bytes;
  return eightBit(attributes.words(tag));
}

/** Some writers state 16 bits and use the low 8 only, others state 8 and use 16: what the entries are counts. */
function eightBit(words: number[]): number[] {
  return words.some((word) => word > 0xff) ? words.map((word) => word >> 8) : words;
}
