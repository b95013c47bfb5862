import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { CodedError, toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import { bytesInMemory, type ByteSource } from './byte-source.ts';
import { openWithPartner } from './file-pair.ts';
import { readWhole, uninitialised, type FileSource, type FileStamp } from './file-source.ts';
import { parseLocator, type Locator } from './locator.ts';
import { zipDirectory } from './zip-directory.ts';
import { openZipEntry } from './zip-entry.ts';

/** A file or an archive's entry, open for reading its header. */
export interface LocatedFile extends FileStamp {
  readonly source: ByteSource;
  /** SHA-256 over all of it, hex, where it has been read through already; else see {@link hashFile}. */
  readonly sha256: string | null;
  /** It is an entry whose name in the archive is another one. */
  readonly renamed: boolean;
}

/** A file as it was when it was opened, with what tells whether it is still the same. */
export interface OpenedFile extends FileStamp {
  readonly source: ByteSource;
  /** SHA-256 over the whole file, hex. */
  readonly sha256: string;
}

/** Up to this size a file is read once and kept, so that what was hashed is what is decoded. */
const WHOLE_BYTES = 64 * 2 ** 20;
/** What is read and hashed in one go: it stays in the processor's own memory in between. */
const CHUNK_BYTES = 2 ** 18;
/** After so many chunks there is a sign of life. */
const CHUNKS_A_SIGN = 16;
/** Hashing never waits for anything, so one chunk a thread serves every file: a fresh one would cost as much as its hash. */
let ownChunk: Uint8Array | undefined;

/**
 * Opens what a locator names, without reading more of a file than its beginning; an archive's entry is unpacked, as its
 * header can't be reached otherwise. Nothing is ever written beside or into a source.
 * Throws `source-gone`, `source-changed` and the codes of `openZipEntry`.
 *
 * @param headMemory as of `openFileSource`
 */
export async function openLocated(
  locator: Locator,
  alive: () => void = () => undefined,
  headMemory?: Uint8Array,
): Promise<LocatedFile> {
  const { file, entry } = parseLocator(locator);
  if (entry !== null) return openZipEntry(file, entry, alive);
  const source = openWithPartner(file, headMemory);
  return { source, size: source.size, modifiedMs: source.modifiedMs, sha256: null, renamed: false };
}

/**
 * Opens what a locator names and hashes all of it. Throws the codes of {@link openLocated}; `source-changed` where a file
 * shrinks while it is read.
 *
 * @param alive called now and then while a large file is read, for a watchdog
 */
export async function openFile(locator: Locator, alive: () => void = () => undefined): Promise<OpenedFile> {
  const { file, entry } = parseLocator(locator);
  if (entry !== null) return openZipEntry(file, entry, alive);
  const source = openWithPartner(file);
  const { size, modifiedMs } = source;
  try {
    if (size > WHOLE_BYTES) return { source, size, modifiedMs, sha256: hashOf(source, alive) };
    const bytes = readWhole(source, 0, size, alive);
    await source.close();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { secondAt } = source;
    const kept = { ...bytesInMemory(bytes), ...(secondAt !== undefined && { secondAt }) };
    return { source: kept, size, modifiedMs, sha256 };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/**
 * SHA-256 over all of a file that was opened by {@link openLocated} with this stamp. Throws `source-gone`, and
 * `source-changed` where it is not that file any more.
 *
 * @param alive called now and then while a large file is read, for a watchdog
 */
export async function hashFile(
  locator: Locator,
  stamp: FileStamp,
  alive: () => void = () => undefined,
): Promise<string> {
  const source = openWithPartner(parseLocator(locator).file);
  try {
    if (!isSame(source, stamp)) throw new CodedError('source-changed');
    return hashOf(source, alive);
  } finally {
    await source.close();
  }
}

/** {@link hashFile} of several files, one after the other; one that fails costs no other. */
export async function hashFiles(
  files: readonly (FileStamp & { readonly path: Locator })[],
  alive: () => void = () => undefined,
): Promise<(string | Coded)[]> {
  const outcomes: (string | Coded)[] = [];
  for (const file of files) outcomes.push(await hashFile(file.path, file, alive).catch(toCoded));
  return outcomes;
}

/** The stamp of what a locator names, as opening it would give. Throws `source-gone` and the codes of `zipDirectory`. */
export async function stampOf(locator: Locator): Promise<FileStamp> {
  const { file, entry } = parseLocator(locator);
  if (entry === null) {
    try {
      const { size, mtimeMs } = statSync(file);
      if (!/\.hdr$/i.test(file)) return { size, modifiedMs: mtimeMs };
      const source = openWithPartner(file);
      await source.close();
      return { size: source.size, modifiedMs: source.modifiedMs };
    } catch (cause) {
      throw new CodedError('source-gone', {}, { cause });
    }
  }
  const { entries, modifiedMs } = await zipDirectory(file);
  const size = entries.get(entry)?.size;
  if (size === undefined) throw new CodedError('source-gone');
  return { size, modifiedMs };
}

export function isSame(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.modifiedMs === other.modifiedMs;
}

function hashOf(source: FileSource, alive: () => void): string {
  const hash = createHash('sha256');
  const chunk = (ownChunk ??= uninitialised(CHUNK_BYTES));
  for (let offset = 0; offset < source.size; offset += chunk.length) {
    if (offset % (CHUNKS_A_SIGN * CHUNK_BYTES) === 0) alive();
    const length = source.readInto(chunk, offset);
    if (length < Math.min(chunk.length, source.size - offset)) throw new CodedError('source-changed');
    hash.update(length < chunk.length ? chunk.subarray(0, length) : chunk);
  }
  return hash.digest('hex');
}
