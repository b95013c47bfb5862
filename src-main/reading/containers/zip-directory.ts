import { isUtf8 } from 'node:buffer';
import yauzl, { type Entry } from 'yauzl';
import { CodedError, type Code } from '../../../src-shared/contract/coded.ts';
import { openFileSource, type FileSource, type FileStamp } from './file-source.ts';
import { isWorthReading } from './ignored-names.ts';
import { escapes, SafeNames } from './zip-names.ts';

/** A file inside an archive, as the archive's own directory describes it; nothing of it is believed yet. */
export interface ZipEntry {
  /** As locators and lists show it; see `SafeNames`. */
  readonly name: string;
  readonly renamed: boolean;
  readonly deflated: boolean;
  readonly size: number;
  readonly compressedSize: number;
  readonly crc32: number;
  readonly headerOffset: number;
  /** Why it is not opened, known before it is looked into. */
  readonly refusal: Code | null;
}

/** An archive's directory, checked. */
export interface ZipDirectory extends FileStamp {
  readonly path: string;
  /** By name, in the archive's order; folders and what is never read are left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
}

const MAX_ENTRIES = 100_000;
const MAX_BYTES = 8 * 2 ** 30;
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;
/** Real studies shrink to a third at best; a ratio of 200 in something large is made to be large. */
const MAX_RATIO = 200;
const RATIO_FREE_BYTES = 64 * 2 ** 20;
/** No deflate stream can expand further than this. */
const DEFLATE_RATIO = 1032;
const LOCAL_HEADER_BYTES = 30;
const ENCRYPTED = 0x1;
const UTF8_NAME = 0x800;
const FROM_UNIX = new Set([3, 19]);
const FILE_TYPE = 0xf000;
const LINK = 0xa000;
const KEPT = 4;

const kept = new Map<string, Promise<ZipDirectory>>();

/**
 * The directory of an archive, read once while the file stays as it is (the four used last are kept, by size and time).
 * An archive that tries anything is refused as a whole: `zip-path-escape`, `zip-link`, `zip-encrypted`, `zip-bomb`
 * (entries that share bytes; more than 100,000 entries or 8 GiB), `zip-corrupt`; `source-gone`. A single entry that can't
 * be what it says carries its `refusal`: `zip-bomb` (ratio above 200 beyond 64 MiB), `zip-size-lie`, `zip-nested`,
 * `zip-corrupt` (compressed otherwise than stored or deflated).
 */
export async function zipDirectory(path: string): Promise<ZipDirectory> {
  const source = openFileSource(path);
  try {
    const key = `${path}\0${source.size}\0${source.modifiedMs}`;
    const known = kept.get(key);
    kept.delete(key);
    const reading = known ?? readDirectory(path, source);
    kept.set(key, reading);
    for (const old of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(old);
    }
    return await reading.catch((error: unknown) => {
      kept.delete(key);
      throw error;
    });
  } finally {
    await source.close();
  }
}

/** Whether bytes begin as an archive does, empty ones included. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  const [p, k, a, b] = bytes;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6));
}

async function readDirectory(path: string, source: FileSource): Promise<ZipDirectory> {
  const { size, modifiedMs } = source;
  const found: { entry: ZipEntry; spanEnd: number }[] = [];
  const names = new SafeNames();
  let directoryBytes = 0;
  let bytes = 0;
  let encrypted = 0;
  const reader = new SteadyReader(source);
  try {
    const options = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: false };
    const file = await yauzl.fromRandomAccessReaderPromise(reader, size, options);
    if (file.entryCount > MAX_ENTRIES) throw new CodedError('zip-bomb', { entries: file.entryCount });
    for await (const entry of file.eachEntry()) {
      directoryBytes += 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      if (directoryBytes > MAX_DIRECTORY_BYTES) throw new CodedError('zip-bomb', { bytes: directoryBytes });
      const name = nameOf(entry);
      if (escapes(name)) throw new CodedError('zip-path-escape');
      if (isLink(entry)) throw new CodedError('zip-link');
      // its data must end before the next entry's begins, whatever kind of entry it is
      const spanEnd =
        entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.fileNameLength + entry.compressedSize;
      const described = describe(entry, names, name, size);
      found.push({ entry: described, spanEnd });
      bytes += entry.uncompressedSize;
      if (!described.name.endsWith('/') && (entry.generalPurposeBitFlag & ENCRYPTED) !== 0) encrypted++;
    }
  } catch (error) {
    throw asZipFailure(error);
  }
  if (encrypted > 0) throw new CodedError('zip-encrypted', { entries: encrypted });
  refuseOverlaps(found, size);
  const sound = found.filter(({ entry }) => entry.refusal === null);
  if (bytes > MAX_BYTES && sound.reduce((sum, { entry }) => sum + entry.size, 0) > MAX_BYTES) {
    throw new CodedError('zip-bomb', { bytes });
  }
  const files = found.map(({ entry }) => entry).filter(({ name }) => isFileWorthReading(name));
  return { path, size, modifiedMs, entries: new Map(files.map((entry) => [entry.name, entry])) };
}

function describe(entry: Entry, names: SafeNames, name: string, archiveSize: number): ZipEntry {
  const folder = name.endsWith('/');
  const safe = folder ? { name, renamed: false } : names.next(name);
  return {
    ...safe,
    deflated: entry.compressionMethod === 8,
    size: entry.uncompressedSize,
    compressedSize: entry.compressedSize,
    crc32: entry.crc32,
    headerOffset: entry.relativeOffsetOfLocalHeader,
    refusal: folder ? null : refusalOf(entry, name, archiveSize),
  };
}

function refusalOf(entry: Entry, name: string, archiveSize: number): Code | null {
  const { compressionMethod, compressedSize, uncompressedSize, relativeOffsetOfLocalHeader } = entry;
  if (compressionMethod !== 0 && compressionMethod !== 8) return 'zip-corrupt';
  if (relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + compressedSize > archiveSize) return 'zip-size-lie';
  const possible = compressionMethod === 0 ? compressedSize : compressedSize * DEFLATE_RATIO;
  if (uncompressedSize > possible) return 'zip-size-lie';
  if (compressionMethod === 0 && compressedSize !== uncompressedSize) return 'zip-size-lie';
  if (uncompressedSize > MAX_BYTES) return 'zip-bomb';
  if (uncompressedSize > RATIO_FREE_BYTES && uncompressedSize > compressedSize * MAX_RATIO) return 'zip-bomb';
  return /\.zip$/i.test(name) ? 'zip-nested' : null;
}

/** Two entries that share bytes make a small archive endless (Fifield, «A better zip bomb», 2019). */
function refuseOverlaps(found: readonly { entry: ZipEntry; spanEnd: number }[], archiveSize: number): void {
  const inOrder = [...found].sort((a, b) => a.entry.headerOffset - b.entry.headerOffset);
  let end = 0;
  for (const { entry, spanEnd } of inOrder) {
    if (entry.headerOffset < end) throw new CodedError('zip-bomb');
    // what reaches beyond the archive is a lie about its size, which costs that entry alone
    end = spanEnd > archiveSize ? entry.headerOffset + LOCAL_HEADER_BYTES : spanEnd;
  }
}

function isLink(entry: Entry): boolean {
  if (!FROM_UNIX.has(entry.versionMadeBy >>> 8)) return false;
  return ((entry.externalFileAttributes >>> 16) & FILE_TYPE) === LINK;
}

/** Backslashes are slashes. Names that are UTF-8 without saying so (macOS) are taken as such, others as code page 437. */
function nameOf(entry: Entry): string {
  const raw = entry.fileNameRaw;
  const flags = entry.generalPurposeBitFlag | (isUtf8(raw) ? UTF8_NAME : 0);
  return yauzl.getFileNameLowLevel(flags, raw, entry.extraFields, false);
}

function isFileWorthReading(name: string): boolean {
  return !name.endsWith('/') && name.split('/').every(isWorthReading);
}

function asZipFailure(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  if ((error as NodeJS.ErrnoException).syscall) return new CodedError('source-gone', {}, { cause: error });
  const encrypted = /encryption/.test(String(error));
  return new CodedError(encrypted ? 'zip-encrypted' : 'zip-corrupt', {}, { cause: error });
}

/** Answers yauzl's small reads from one stretch of the file at a time: a directory is read from front to back. */
class SteadyReader extends yauzl.RandomAccessReader {
  readonly #source: FileSource;
  readonly #stretch = new Uint8Array(2 ** 20);
  #from = 0;
  #filled = 0;

  constructor(source: FileSource) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    try {
      if (length > this.#stretch.length) {
        callback(null, this.#source.readInto(buffer.subarray(offset, offset + length), position));
        return;
      }
      if (position < this.#from || position + length > this.#from + this.#filled) {
        this.#from = position;
        this.#filled = this.#source.readInto(this.#stretch, position);
      }
      const there = Math.max(0, Math.min(length, this.#from + this.#filled - position));
      buffer.set(this.#stretch.subarray(position - this.#from, position - this.#from + there), offset);
      callback(null, there);
    } catch (error) {
      callback(error as Error);
    }
  }
}
