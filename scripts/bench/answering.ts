import { spawn, type ChildProcessByStdio } from 'node:child_process';
import readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A process that answers every line with a line of JSON. */
export class Answering {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  versions = '';

  private constructor(executable: string, words: readonly string[]) {
    this.#child = spawn(executable, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = readline.createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  static async start(executable: string, words: readonly string[]): Promise<Answering> {
    const process = new Answering(executable, words);
    process.versions = (await process.#line<{ versions: string }>()).versions;
    return process;
  }

  ask<T>(line = ''): Promise<T> {
    this.#child.stdin.write(`${line}\n`);
    return this.#line<T>();
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin.end();
    await gone;
  }

  async #line<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('a measured process ended early');
    return JSON.parse(value) as T;
  }
}
