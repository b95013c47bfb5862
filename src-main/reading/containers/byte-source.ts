import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { CodedError } from '../../../src-shared/contract/coded.ts';

/** Bytes that can be read in pieces, wherever they lie: a file, memory, later an archive's entry. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset`. Throws `dicom-truncated` when they end earlier. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A file as it was when it was opened, with what tells whether it is still the same. */
export interface OpenedFile {
  readonly source: ByteSource;
  readonly size: number;
  readonly modifiedMs: number;
  /** SHA-256 over the whole file, hex. */
  readonly sha256: string;
}

/** Up to this size a file is read once and kept, so that what was hashed is what is decoded. */
const WHOLE_BYTES = 64 * 2 ** 20;
const CHUNK_BYTES = 4 * 2 ** 20;

/** Bytes that are in memory already. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) =>
      offset >= 0 && length >= 0 && offset + length <= bytes.length
        ? Promise.resolve(bytes.subarray(offset, offset + length))
        : Promise.reject(new CodedError('dicom-truncated')),
    close: () => Promise.resolve(),
  };
}

/**
 * Opens a file read-only and hashes all of it. Nothing is ever written beside or into a source.
 * Throws `source-gone` where it can't be opened and `source-changed` where it shrinks while it is read.
 *
 * @param alive called now and then while a large file is hashed, for a watchdog
 */
export async function openFile(path: string, alive: () => void = () => undefined): Promise<OpenedFile> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    throw new CodedError('source-gone', {}, { cause });
  }
  try {
    const { size, mtimeMs } = await handle.stat();
    if (size <= WHOLE_BYTES) {
      const bytes = await readFully(handle, 0, size, 'source-changed');
      await handle.close();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { source: bytesInMemory(bytes), size, modifiedMs: mtimeMs, sha256 };
    }
    const hash = createHash('sha256');
    for (let offset = 0; offset < size; offset += CHUNK_BYTES) {
      if (offset % (32 * CHUNK_BYTES) === 0) alive();
      hash.update(await readFully(handle, offset, Math.min(CHUNK_BYTES, size - offset), 'source-changed'));
    }
    const source: ByteSource = {
      size,
      read: (offset, length) => readFully(handle, offset, length, 'dicom-truncated'),
      close: () => handle.close(),
    };
    return { source, size, modifiedMs: mtimeMs, sha256: hash.digest('hex') };
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error instanceof CodedError ? error : new CodedError('source-gone', {}, { cause: error });
  }
}

async function readFully(
  handle: FileHandle,
  offset: number,
  length: number,
  shortCode: 'source-changed' | 'dicom-truncated',
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new CodedError(shortCode);
    done += bytesRead;
  }
  return bytes;
}
