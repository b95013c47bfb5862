import { CodedError } from '../../../src-shared/contract/coded.ts';
import { Attributes } from '../dicom/attributes.ts';
import { readHeader } from '../dicom/header.ts';
import type { ByteSource } from './byte-source.ts';
import { escapes } from './zip-names.ts';

const MAX_BYTES = 64 * 2 ** 20;
const ROOT_RECORD = 'x00041200';
const RECORDS = 'x00041220';
const NEXT_RECORD = 'x00041400';
const IN_USE = 'x00041410';
const LOWER_RECORD = 'x00041420';
const FILE_ID = 'x00041500';
/** An item's own head, and that of its first element: a record begins with (0004,1400), a short form. */
const HEADS_BYTES = 16;

/** Whether a file of this name is the directory of a disc (PS3.10 8.6), with the version that ISO 9660 adds or without. */
export function isDicomdirName(name: string): boolean {
  return foldedFileId(name) === 'dicomdir';
}

/**
 * A name as two are compared on a disc, whose file systems say `IM1`, `im1`, `IM1.` or `IM1;1` for the same.
 * @param name relative, with slashes
 */
export function foldedFileId(name: string): string {
  return name.toLowerCase().replace(/;\d+$/, '').replace(/\.$/, '');
}

/**
 * The files that a DICOMDIR names (PS3.3 F.3), relative to its folder, with slashes, in the order of its records, each
 * once; records out of use are left out. Throws `dicomdir-path-escape`, `dicomdir-loop` (a record that is reached twice),
 * `folder-limit` (larger than 64 MiB) and the codes of `readHeader`.
 */
export async function readDicomdir(source: ByteSource): Promise<string[]> {
  if (source.size > MAX_BYTES) throw new CodedError('folder-limit', { bytes: source.size });
  const { data } = await readHeader(source);
  const directory = new Attributes(data);
  const records = directory.items(RECORDS);
  const offsets = data.elements.get(Number.parseInt(RECORDS.slice(1), 16))?.items?.map((item) => {
    const [first] = item.elements.values();
    return first ? first.offset - HEADS_BYTES : -1;
  });
  refuseLoops(directory.unsigned(ROOT_RECORD) ?? 0, new Map(records.map((record, i) => [offsets?.[i] ?? -1, record])));
  const files = new Set<string>();
  for (const record of records) {
    if (record.unsigned(IN_USE) === 0) continue;
    const name = record.codes(FILE_ID).filter(Boolean).join('/');
    if (escapes(name.replaceAll('\\', '/'))) throw new CodedError('dicomdir-path-escape');
    if (name) files.add(name);
  }
  return [...files];
}

/** Follows the records from the first; an offset where no record begins leads nowhere. */
function refuseLoops(root: number, records: ReadonlyMap<number, Attributes>): void {
  const seen = new Set<number>();
  const waiting = [root];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const record = records.get(at);
    if (at === 0 || !record) continue;
    if (seen.has(at)) throw new CodedError('dicomdir-loop');
    seen.add(at);
    waiting.push(record.unsigned(NEXT_RECORD) ?? 0, record.unsigned(LOWER_RECORD) ?? 0);
  }
}

/** What a disc's directory promises, and what of it was met. */
export class DiscContents {
  readonly #missing: Map<string, string>;

  /** @param files as {@link readDicomdir} gives them */
  constructor(files: readonly string[]) {
    this.#missing = new Map(files.map((name) => [foldedFileId(name), name]));
  }

  /** Notes a file, by its name relative to the disc's folder; whether the directory names it. */
  meet(name: string): boolean {
    return this.#missing.delete(foldedFileId(name));
  }

  /** Names of the files that were not met. */
  get missing(): string[] {
    return [...this.#missing.values()];
  }
}
