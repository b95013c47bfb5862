import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CodedError, isOpenLimit } from '../../../src-shared/contract/coded.ts';
import type { ByteSource } from './byte-source.ts';

/** What tells, without reading it, whether a file is still the one that was read. */
export interface FileStamp {
  readonly size: number;
  /** Of an archive's entry: when the archive was modified. */
  readonly modifiedMs: number;
}

/** A file that is open for reading. */
export interface FileSource extends ByteSource, FileStamp {
  /** Fills `target` from `offset` on; how many bytes there were. Throws `source-gone`. */
  readInto(target: Uint8Array, offset: number): number;
}

/** So much is read when a file is opened: most headers end before it. */
export const HEAD_BYTES = 32 * 2 ** 10;

/**
 * Opens a file read-only; with its first `read` it reads its beginning, which later ones are answered from. Everything here
 * is synchronous: it runs in a thread of its own, and a header costs three calls of the system instead of as many turns of
 * the event loop. Throws `source-gone`, `files-open-limit`; its `read` throws `dicom-truncated` beyond the end and `source-changed` where the
 * file shrinks.
 *
 * @param headMemory `HEAD_BYTES` that take the beginning, by whoever keeps nothing of what was read when the next file is
 */
export function openFileSource(path: string, headMemory?: Uint8Array): FileSource {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new CodedError('source-gone');
    return new OpenFile(fd, stats.size, stats.mtimeMs, headMemory);
  } catch (cause) {
    if (fd !== undefined) closeSync(fd);
    if (cause instanceof CodedError) throw cause;
    throw new CodedError(isOpenLimit(cause) ? 'files-open-limit' : 'source-gone', {}, { cause });
  }
}

/** A stick of the slowest kind gives so much in a few seconds. */
const PIECE_BYTES = 4 * 2 ** 20;

/**
 * Reads `length` bytes from `offset` into memory of their own. Throws `source-changed` where there are fewer.
 * @param alive called every few megabytes, for a watchdog
 */
export function readWhole(source: FileSource, offset: number, length: number, alive: () => void): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; done += PIECE_BYTES) {
    const piece = bytes.subarray(done, done + PIECE_BYTES);
    if (source.readInto(piece, offset + done) < piece.length) throw new CodedError('source-changed');
    alive();
  }
  return bytes;
}

class OpenFile implements FileSource {
  readonly size: number;
  readonly modifiedMs: number;
  readonly #headMemory: Uint8Array | undefined;
  #head: Uint8Array | undefined;
  #fd: number | undefined;

  constructor(fd: number, size: number, modifiedMs: number, headMemory?: Uint8Array) {
    this.#fd = fd;
    this.size = size;
    this.modifiedMs = modifiedMs;
    this.#headMemory = headMemory;
  }

  readInto(target: Uint8Array, offset: number): number {
    if (this.#fd === undefined) throw new CodedError('source-gone');
    // what lies is asked for anywhere
    if (!(offset >= 0 && offset < this.size)) return 0;
    let done = 0;
    try {
      while (done < target.length) {
        const read = readSync(this.#fd, target, done, target.length - done, offset + done);
        if (read === 0) break;
        done += read;
      }
    } catch (cause) {
      // what the system says of a disk that was pulled out in the middle
      throw new CodedError('source-gone', {}, { cause });
    }
    return done;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) throw new CodedError('dicom-truncated');
    const headLength = Math.min(HEAD_BYTES, this.size);
    if (offset + length > headLength) return this.#filled(uninitialised(length), offset);
    this.#head ??= this.#filled(this.#headMemory?.subarray(0, headLength) ?? uninitialised(headLength), 0);
    return this.#head.subarray(offset, offset + length);
  }

  #filled(bytes: Uint8Array, offset: number): Uint8Array {
    if (this.readInto(bytes, offset) < bytes.length) throw new CodedError('source-changed');
    return bytes;
  }

  async close(): Promise<void> {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** Memory of its own, to be overwritten: zeros would cost as much as reading. A plain array, as slices of a Buffer do not copy. */
export function uninitialised(length: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer, 0, length);
}
