import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pythonWith } from './python.ts';
import { MODEL_ID, PROGRAM } from './surroundings.ts';

/** What the Python program says of a film. */
export interface PythonResult {
  readonly file: string;
  readonly probabilities: Record<string, number>;
  readonly timingsMs: {
    readonly read: number;
    readonly prepare: number;
    readonly run: number;
    readonly explain: number;
  };
}

const SCRIPT = path.join(import.meta.dirname, 'analyze.py');
const MODEL = path.join(PROGRAM, 'models', MODEL_ID);

/** The Python to measure against: SKIAGRAPH_PYTHON or `python3`, where it has the packages; else null. */
export function findPython(): { executable: string; versions: string } | null {
  const executable = pythonWith('PIL, numpy, onnxruntime');
  if (executable === null) return null;
  const question =
    'import sys, PIL, numpy, onnxruntime as o; ' +
    'print("Python", sys.version.split()[0], "Pillow", PIL.__version__, "numpy", numpy.__version__, "onnxruntime", o.__version__)';
  return { executable, versions: spawnSync(executable, ['-c', question], { encoding: 'utf8' }).stdout.trim() };
}

/** One Python process that stays and answers film after film. */
export class WarmPython {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(executable: string, threads: number) {
    this.#child = spawn(executable, [SCRIPT, MODEL, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = readline.createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @param threads of a run, the same as ours */
  static async start(executable: string, threads: number): Promise<WarmPython> {
    const python = new WarmPython(executable, threads);
    await python.#line();
    return python;
  }

  async analyze(file: string): Promise<PythonResult> {
    this.#child.stdin.write(`${file}\n`);
    return JSON.parse(await this.#line()) as PythonResult;
  }

  end(): void {
    this.#child.stdin.end();
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the Python program ended early');
    return value;
  }
}

/** The words of a Python process that analyses these films and ends. */
export function coldPython(executable: string, threads: number, files: readonly string[]): [string, string[]] {
  return [executable, [SCRIPT, MODEL, String(threads), ...files]];
}
