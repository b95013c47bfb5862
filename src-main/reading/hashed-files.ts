import type { FileStamp } from './containers/file-source.ts';
import { isSame } from './containers/located-file.ts';

const TRUSTED_MS = 10 * 60_000;
const MOST = 50_000;

/**
 * Which files were read through and hashed a short while ago, and how they looked then: showing a series that was just
 * indexed need not read it twice. After ten minutes size and time of a file are not taken for its content any more.
 */
export class HashedFiles {
  readonly #files = new Map<string, FileStamp & { readonly sha256: string; readonly at: number }>();

  /** A file that looked so was hashed. */
  note(path: string, sha256: string, { size, modifiedMs }: FileStamp): void {
    const known = this.#files.get(path);
    if (known?.sha256 === sha256 && isSame(known, { size, modifiedMs })) return;
    this.#files.delete(path);
    this.#files.set(path, { sha256, size, modifiedMs, at: performance.now() });
    for (const [oldest] of this.#files) {
      if (this.#files.size <= MOST) break;
      this.#files.delete(oldest);
    }
  }

  /** Whether a file that looks so had this hash lately. */
  isSame(path: string, sha256: string, stamp: FileStamp): boolean {
    const known = this.#files.get(path);
    if (!known || known.sha256 !== sha256 || !isSame(known, stamp)) return false;
    if (performance.now() - known.at <= TRUSTED_MS) return true;
    this.#files.delete(path);
    return false;
  }
}
