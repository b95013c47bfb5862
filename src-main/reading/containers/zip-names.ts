import { createHash } from 'node:crypto';

/** 240 bytes, less what tells twins apart. */
const MAX_PATH_BYTES = 230;
const MAX_DEPTH = 16;
/** Of a part that has to be shortened. */
const SHORT_PART = 40;
/** Names that Windows keeps for devices, with any extension (CWE-67). */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** Control and bidirectional characters, and what Windows allows in no name. */
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]/g;

/** The name that an entry is known by, and whether it had to be changed for that. */
export interface SafeName {
  readonly name: string;
  readonly renamed: boolean;
}

/**
 * Whether an entry's name (slashes only) leads out of the folder that it would be unpacked into: parts `..`, a leading
 * slash, a drive (`C:x`, CVE-2025-23084). `A:` and `B:` without a slash are no drives today, but unsafe names.
 */
export function escapes(name: string): boolean {
  return name.startsWith('/') || /^([c-z]:|[a-z]:\/)/i.test(name) || name.split('/').includes('..');
}

/**
 * Gives every entry of an archive a name under which a file of its own could stand on any system, without two that differ
 * only in case: names of devices, forbidden characters, dots and blanks at an end, empty parts, more than 240 bytes, more
 * than 16 parts and twins are changed. The same archive gives the same names in the same order every time. Nothing is
 * ever written under these names: they are what locators and lists show.
 */
export class SafeNames {
  readonly #taken = new Set<string>();

  /** The name for the next entry of the archive; `name` does not escape (see {@link escapes}). */
  next(name: string): SafeName {
    let safe = name.split('/').map(safePart).filter(Boolean).join('/') || '_';
    if (Buffer.byteLength(safe) > MAX_PATH_BYTES || safe.split('/').length > MAX_DEPTH) safe = shortened(safe, name);
    const wanted = safe;
    for (let twin = 2; this.#taken.has(folded(safe)); twin++) safe = withSuffix(wanted, `~${twin}`);
    this.#taken.add(folded(safe));
    return { name: safe, renamed: safe !== name };
  }
}

function safePart(part: string): string {
  const cleaned = part.replace(FORBIDDEN, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  return DEVICE.test(cleaned) ? `_${cleaned}` : cleaned;
}

/** The beginnings of the first folder and of the file's name, told apart from others of that beginning by a hash. */
function shortened(safe: string, original: string): string {
  const parts = safe.split('/');
  const last = parts.at(-1) as string;
  const hash = createHash('sha256').update(original).digest('hex').slice(0, 12);
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(last)?.[0] ?? '';
  const stem = withoutHalves(last.slice(0, last.length - extension.length).slice(0, SHORT_PART));
  const folder = parts.length > 1 ? `${safePart(withoutHalves((parts[0] as string).slice(0, SHORT_PART)))}/` : '';
  return `${folder}${stem}~${hash}${extension}`;
}

function withSuffix(name: string, suffix: string): string {
  const [, stem = name, extension = ''] = /^(.*?[^/])(\.[^./]+)?$/.exec(name) ?? [];
  return `${stem}${suffix}${extension}`;
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** A cut may leave half of a character that takes two places. */
function withoutHalves(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}
