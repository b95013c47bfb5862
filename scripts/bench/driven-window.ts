import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { environment, SWITCHES, type Surroundings } from './surroundings.ts';

const MIB = 2 ** 20;
const PATIENCE_MS = 120_000;
/** A window that another one covers draws on: both sides stand open at once. */
const DRAW_COVERED = '--disable-backgrounding-occluded-windows';

/** A program's window without a debugger, driven by scripts that its main process runs in its page. */
export class DrivenWindow {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (reason: Error) => void }>();
  #sent = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', ({ id, value, error }: { id: number; value?: never; error?: string }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value as never);
      else waiting?.reject(new Error(error));
    });
    child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the program has ended'));
      this.#waiting.clear();
    });
  }

  /** Starts a program's folder with words; the first question waits for its page. */
  static start(folder: string, words: readonly string[], surroundings: Surroundings): DrivenWindow {
    const driver = path.join(import.meta.dirname, 'drive-window.cjs');
    const args = [...SWITCHES, DRAW_COVERED, '-r', driver, folder, ...words];
    const child = spawn(surroundings.electron, args, {
      env: environment(surroundings),
      stdio: ['ignore', 'ignore', process.env['BENCH_SAY'] ? 'inherit' : 'ignore', 'ipc'],
    });
    return new DrivenWindow(child);
  }

  /** Runs a function in the page; it sees nothing but its input and the page. */
  page<I, O>(work: (input: I) => O | Promise<O>, input: I): Promise<O> {
    return this.#ask('page', { code: `(${String(work)})(${JSON.stringify(input)})` });
  }

  /** Lets every open dialog answer with these paths from now on. */
  choose(paths: readonly string[]): Promise<null> {
    return this.#ask('choose', { paths });
  }

  /** Gives the window a size on the screen. */
  size(width: number, height: number): Promise<null> {
    return this.#ask('size', { width, height });
  }

  /** MiB that all processes of the program hold, shared pages divided among those that share them; null where nobody says. */
  async memoryMib(): Promise<number | null> {
    const pids = await this.#ask<number[]>('pids', {});
    let kib = 0;
    for (const pid of pids) {
      const file = `/proc/${pid}/smaps_rollup`;
      if (!fs.existsSync(file)) return null;
      kib += Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(file, 'utf8'))?.[1] ?? 0);
    }
    return (kib * 1024) / MIB;
  }

  async end(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    const stuck = setTimeout(() => this.#child.kill('SIGKILL'), 15_000);
    await this.#ask('quit', {}).catch(() => undefined);
    await gone;
    clearTimeout(stuck);
  }

  #ask<O>(name: string, input: object): Promise<O> {
    const id = ++this.#sent;
    return new Promise<O>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer to ${name}`)), PATIENCE_MS);
      this.#waiting.set(id, {
        resolve: (value: never) => (clearTimeout(late), resolve(value)),
        reject: (reason) => (clearTimeout(late), reject(reason)),
      });
      this.#child.send({ id, name, input });
    });
  }
}
