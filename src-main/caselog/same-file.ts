import { statSync } from 'node:fs';
import { CodedError } from '../../src-shared/contract/coded.ts';

/**
 * Notices that the database or its write-ahead log was deleted, renamed or replaced while it is open. What is written
 * then goes into files that nobody will find again.
 */
export class SameFile {
  readonly #file: string;
  readonly #database: string;
  #writeAheadLog: string | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#database = identityOf(file) ?? '';
    this.#writeAheadLog = identityOf(`${file}-wal`);
  }

  /** Errors: `log-replaced`. */
  check(): void {
    const writeAheadLog = identityOf(`${this.#file}-wal`);
    // It appears with the first use and stays until the log is closed.
    this.#writeAheadLog ??= writeAheadLog;
    const isSame = identityOf(this.#file) === this.#database && writeAheadLog === this.#writeAheadLog;
    if (!isSame) throw new CodedError('log-replaced');
  }
}

function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
