import { createHash } from 'node:crypto';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { bytesInMemory, type ByteSource } from './byte-source.ts';
import { openFileSource, readWhole, type FileSource, type FileStamp } from './file-source.ts';
import { Spool } from './spool.ts';
import { zipDirectory, type ZipEntry } from './zip-directory.ts';

/** An archive's entry that was read through once: what it says of itself was true. */
export interface OpenedEntry extends FileStamp {
  readonly source: ByteSource;
  /** SHA-256 over its content, hex. */
  readonly sha256: string;
  /** Its name in the archive is another one, see `SafeNames`. */
  readonly renamed: boolean;
}

/** Up to this size an entry is unpacked into memory; larger ones are read where they lie or spooled to disk. */
const MEMORY_BYTES = 64 * 2 ** 20;
const CHUNK_BYTES = 2 ** 20;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const SIZES_FOLLOW = 0x8;
const IN_ZIP64 = 0xffffffff;

/**
 * Opens an entry by its name in the directory and reads all of it once: its size and checksum must be those that the
 * directory states, and never more is unpacked than that. Throws `zip-size-lie`, `zip-corrupt`, the entry's refusal, the
 * codes of `zipDirectory`, `disk-full` where a large one can't be spooled, `source-gone` where there is none of that name.
 *
 * @param alive called now and then while a large entry is read, for a watchdog
 */
export async function openZipEntry(
  archive: string,
  name: string,
  alive: () => void = () => undefined,
): Promise<OpenedEntry> {
  const { entries, modifiedMs } = await zipDirectory(archive);
  const entry = entries.get(name);
  if (!entry) throw new CodedError('source-gone');
  if (entry.refusal) throw new CodedError(entry.refusal);
  const { size, renamed } = entry;
  const file = openFileSource(archive);
  try {
    const start = await dataStart(file, entry);
    if (start + entry.compressedSize > file.size) throw new CodedError('zip-size-lie');
    const small = size <= MEMORY_BYTES && entry.compressedSize <= MEMORY_BYTES;
    const { source, sha256 } = small
      ? await inMemory(file, start, entry, alive)
      : await throughOnce(file, start, entry, alive);
    return { source, size, modifiedMs, sha256, renamed };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Where an entry's data begins. Its own header must not contradict the directory (APPNOTE 4.3.7). */
async function dataStart(file: FileSource, entry: ZipEntry): Promise<number> {
  if (entry.headerOffset + LOCAL_HEADER_BYTES > file.size) throw new CodedError('zip-corrupt');
  const bytes = await file.read(entry.headerOffset, LOCAL_HEADER_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, LOCAL_HEADER_BYTES);
  if (view.getUint32(0, true) !== LOCAL_HEADER) throw new CodedError('zip-corrupt');
  if (view.getUint16(8, true) !== (entry.deflated ? 8 : 0)) throw new CodedError('zip-corrupt');
  const stated = [view.getUint32(18, true), view.getUint32(22, true)];
  const known = [entry.compressedSize, entry.size];
  const sizesFollow = (view.getUint16(6, true) & SIZES_FOLLOW) !== 0;
  if (!sizesFollow && stated.some((size, i) => size !== IN_ZIP64 && size !== known[i])) {
    throw new CodedError('zip-size-lie');
  }
  return entry.headerOffset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

async function inMemory(file: FileSource, start: number, entry: ZipEntry, alive: () => void) {
  const stored = readWhole(file, start, entry.compressedSize, alive);
  await file.close();
  const bytes = entry.deflated ? inflated(stored, entry.size) : stored;
  if (bytes.length !== entry.size) throw new CodedError('zip-size-lie');
  if (crc32(bytes) !== entry.crc32) throw new CodedError('zip-corrupt');
  return { source: bytesInMemory(bytes), sha256: createHash('sha256').update(bytes).digest('hex') };
}

function inflated(stored: Uint8Array, size: number): Uint8Array {
  try {
    // a plain array: slicing a Buffer would not copy
    return new Uint8Array(inflateRawSync(stored, { maxOutputLength: Math.max(1, size) }));
  } catch (cause) {
    const tooLong = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new CodedError(tooLong ? 'zip-size-lie' : 'zip-corrupt', {}, { cause });
  }
}

/** Reads a large entry through in pieces: a stored one is then read where it lies, a deflated one from a spool. */
async function throughOnce(file: FileSource, start: number, entry: ZipEntry, alive: () => void) {
  const spool = entry.deflated ? new Spool(entry.size) : null;
  const hash = createHash('sha256');
  let [length, checksum] = [0, 0];
  const take = (bytes: Uint8Array) => {
    length += bytes.length;
    if (length > entry.size) throw new CodedError('zip-size-lie');
    checksum = crc32(bytes, checksum);
    hash.update(bytes);
    spool?.append(bytes);
    alive();
  };
  try {
    const pieces = piecesOf(file, start, entry.compressedSize);
    if (entry.deflated) await inflateInto(pieces, take);
    else for (const piece of pieces) take(piece);
    if (length !== entry.size) throw new CodedError('zip-size-lie');
    if (checksum !== entry.crc32) throw new CodedError('zip-corrupt');
  } catch (error) {
    spool?.close();
    throw error;
  }
  if (spool) await file.close();
  return { source: spool?.source() ?? slice(file, start, entry.size), sha256: hash.digest('hex') };
}

function* piecesOf(file: FileSource, start: number, length: number): Generator<Uint8Array> {
  for (let at = 0; at < length; at += CHUNK_BYTES) {
    const piece = new Uint8Array(Math.min(CHUNK_BYTES, length - at));
    if (file.readInto(piece, start + at) < piece.length) throw new CodedError('source-changed');
    yield piece;
  }
}

async function inflateInto(pieces: Iterable<Uint8Array>, take: (bytes: Uint8Array) => void): Promise<void> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  const feed = async () => {
    for (const piece of pieces) {
      if (!inflate.write(piece)) await Promise.race([once(inflate, 'drain'), once(inflate, 'close')]);
      if (inflate.destroyed) return;
    }
    inflate.end();
  };
  const feeding = feed();
  feeding.catch((error: Error) => inflate.destroy(error));
  try {
    for await (const bytes of inflate) take(bytes as Uint8Array);
  } catch (cause) {
    throw cause instanceof CodedError ? cause : new CodedError('zip-corrupt', {}, { cause });
  } finally {
    inflate.destroy();
  }
  await feeding;
}

function once(emitter: NodeJS.EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => emitter.once(event, () => resolve()));
}

function slice(file: FileSource, start: number, size: number): ByteSource {
  return {
    size,
    read: (offset, length) =>
      offset >= 0 && length >= 0 && offset + length <= size
        ? file.read(start + offset, length)
        : Promise.reject(new CodedError('dicom-truncated')),
    close: () => file.close(),
  };
}
