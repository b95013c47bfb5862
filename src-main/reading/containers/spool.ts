import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ByteSource } from './byte-source.ts';

/** Left free on the disk whatever is spooled. */
const SPARED_BYTES = 2 * 2 ** 30;

/**
 * A file without a name for what is too large for memory: it loses its name in the temporary folder as soon as it is open,
 * so that it goes with the process however that ends. The only thing that the reader ever writes.
 */
export class Spool {
  #fd: number | undefined;
  #size = 0;

  /** Throws `disk-full` where `bytes` would leave less than 2 GiB, or where nothing can be written. */
  constructor(bytes: number) {
    const folder = temporaryFolder();
    const file = path.join(folder, `skiagraph-${randomUUID()}`);
    try {
      const { bavail, bsize } = statfsSync(folder);
      if (bavail * bsize - SPARED_BYTES < bytes) throw new CodedError('disk-full');
      this.#fd = openSync(file, 'wx+', 0o600);
      unlinkSync(file);
    } catch (cause) {
      this.close();
      throw cause instanceof CodedError ? cause : new CodedError('disk-full', {}, { cause });
    }
  }

  /** Throws `disk-full`. */
  append(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(this.#open(), bytes, done, bytes.length - done, this.#size + done);
      }
    } catch (cause) {
      throw new CodedError('disk-full', {}, { cause });
    }
    this.#size += bytes.length;
  }

  /** What was written so far, to be read; closing it frees the disk. */
  source(): ByteSource {
    return {
      size: this.#size,
      read: async (offset, length) => {
        if (!(offset >= 0 && length >= 0 && offset + length <= this.#size)) throw new CodedError('dicom-truncated');
        const bytes = new Uint8Array(length);
        for (let done = 0; done < length;) {
          const read = readSync(this.#open(), bytes, done, length - done, offset + done);
          if (read === 0) throw new CodedError('source-gone');
          done += read;
        }
        return bytes;
      },
      close: async () => this.close(),
    };
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #open(): number {
    if (this.#fd === undefined) throw new CodedError('source-gone');
    return this.#fd;
  }
}

/** The system's; the reader runs with an empty environment, in which Node does not find that of Windows. */
function temporaryFolder(): string {
  return process.platform === 'win32' ? path.join(homedir(), 'AppData', 'Local', 'Temp') : tmpdir();
}
