import type * as Messages from '../../src-shared/language/messages.ts';
import type { Coded } from '../../src-shared/contract/coded.ts';
import { sayingUnkept } from '../../src-shared/contract/unkept.ts';
import type { Language } from '../../src-shared/findings/report.ts';
import { visibleText } from '../../src-shared/imaging/file-text.ts';

/** One line of standard output: an object with a `type`. */
export interface Line {
  readonly type:
    'series' | 'instance' | 'progress' | 'result' | 'repeat' | 'evaluation' | 'warning' | 'error' | 'summary' | 'model';
  readonly [field: string]: unknown;
}

const PROGRESS_EVERY_MS = 1000;
/** What JSON leaves as it is and a terminal obeys: further control characters, and those that turn a line round. */
const STEERING = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Where the command line speaks: NDJSON on standard output, sentences for people on standard error. */
export class Output {
  readonly #language: Language;
  readonly #pretty: boolean;
  #lastProgress = performance.now();
  /** Why what was said no longer reaches whoever asked for it; null: it does, or nobody reads any more. */
  #lost: Coded | null = null;
  readonly #gone = new AbortController();
  /** All that was said so far has been written. */
  #said: Promise<void> = Promise.resolve();

  constructor(options: { language: Language; pretty: boolean }) {
    this.#language = options.language;
    this.#pretty = options.pretty;
    // whoever reads may stop reading (`| head`); that is no failure, but a full disk behind `> results` is
    process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') return this.#gone.abort();
      const lost: Coded['code'] = code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'output-unwritable';
      this.#lost ??= sayingUnkept({ code: lost, details: {} }, 'lines');
    });
    process.stderr.on('error', () => undefined);
  }

  /** Aborted when nobody reads the lines any more. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Why lines were lost on their way; null: none was. */
  get lost(): Coded | null {
    return this.#lost;
  }

  /** Writes an object as one line; with `--pretty` indented, for eyes. */
  line(line: Line): void {
    const text = JSON.stringify(line, null, this.#pretty ? 2 : undefined);
    process.stdout.write(`${text.replace(STEERING, escaped)}\n`);
  }

  /** How far a longer run is: a `progress` line a second at most, none for a single file. */
  progress(done: number, found: number): void {
    const now = performance.now();
    if (found < 2 || now - this.#lastProgress < PROGRESS_EVERY_MS) return;
    this.#lastProgress = now;
    this.line({ type: 'progress', done, found });
  }

  /** A sentence of the catalogue for the person. */
  say(key: string, values?: Record<string, string | number>): void {
    this.#sentence(({ translate }) => translate(this.#language, key, values));
  }

  /** Something to know of the run as a whole: as a `warning` line, and as a sentence. */
  warn({ code, details }: Coded): void {
    this.line({ type: 'warning', code, details });
    this.#sentence(({ sayCoded }) => {
      const { sentence, particulars, nextStep } = sayCoded(this.#language, { code, details });
      return [sentence, particulars, nextStep].filter(Boolean).join(' ');
    });
  }

  /** A failure: as an `error` line, and as a sentence with its next step. */
  fail(coded: Coded, path?: string): void {
    this.line({ type: 'error', code: coded.code, details: coded.details, ...(path === undefined ? {} : { path }) });
    this.#sentence(({ sayCoded }) => {
      const { sentence, particulars, nextStep } = sayCoded(this.#language, coded);
      const words = [sentence, particulars, nextStep].filter(Boolean).join(' ');
      return `${path === undefined ? '' : `${visibleText(path).text}: `}${words}`;
    });
  }

  /** Sentences come in their order; the catalogue is loaded with the first one, which a result need not wait for. */
  #sentence(of: (messages: typeof Messages) => string): void {
    this.#said = this.#said.then(async () => {
      process.stderr.write(`${of(await import('../../src-shared/language/messages.ts'))}\n`);
    });
  }

  /** Resolves when all that was written has left the process. */
  async flushed(): Promise<void> {
    await this.#said;
    const drained = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => stream.write('', () => resolve()));
    await Promise.all([drained(process.stdout), drained(process.stderr)]);
  }
}
