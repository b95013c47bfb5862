import type { MessagePortMain } from 'electron';
import { CodedError, type Code } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import { HostedProcess } from '../hosting/index.ts';
import type { IndexEvent, PixelSummary, ReaderCalls } from './calls.ts';

export interface IndexOutcome {
  readonly found: number;
  readonly read: number;
  readonly failed: number;
}

export interface IndexRun {
  /** Settles when every file is reported, or soon after {@link cancel}. Rejects with `reader-crashed` only when the
   *  reader can't be kept alive at all. */
  readonly done: Promise<IndexOutcome>;
  cancel(): void;
}

type Granted = ReaderCalls['grant']['input']['instances'][number];

const STUCK_MS = 20_000;
const WHOLE_FILE_MS = 120_000;
const PULSE_MS = 5_000;

/**
 * The reader process as main sees it. It is watched from here: 20 seconds without a sign of life end it, and one file that
 * takes it down costs that file, not the others. Grants are given again after every start; pixel ports die with the
 * process, and `onLost` says so.
 */
export class Reader {
  readonly #process: HostedProcess<ReaderCalls>;
  readonly #granted = new Map<InstanceId, Granted>();
  readonly #onLost: () => void;
  #pulse: NodeJS.Timeout | undefined;
  #started = false;

  /** @param options.onLost the process died or was ended as stuck: whoever holds a pixel port needs a new one */
  constructor(options: { readonly entry: string; readonly onLost?: () => void }) {
    this.#onLost = options.onLost ?? (() => undefined);
    this.#process = new HostedProcess<ReaderCalls>({
      name: 'Skiagraph reader',
      entry: options.entry,
      crashCode: 'reader-crashed',
      onStart: () => {
        this.#started = true;
        this.#grantAgain();
      },
      onDeath: () => this.#lost(),
    });
  }

  /** Process id while it lives. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  start(): void {
    this.#process.start();
  }

  /** Ends the process for good, on quitting. */
  end(): void {
    clearInterval(this.#pulse);
    this.#process.end('reader-crashed');
  }

  /** Describes every file under the roots; `onEvent` hears of each once, in order, across restarts. */
  index(roots: readonly string[], onEvent: (event: IndexEvent) => void): IndexRun {
    let cancelled = false;
    return {
      done: this.#indexAll([...roots], onEvent, () => cancelled),
      cancel: () => {
        cancelled = true;
        void this.#call('index.cancel', {}).catch(() => undefined);
      },
    };
  }

  /** Lets pixel ports and calls reach these instances from now on. */
  async grant(instances: readonly Granted[]): Promise<void> {
    for (const instance of instances) this.#granted.set(instance.id, instance);
    await this.#call('grant', { instances: [...instances] });
  }

  /** Hands one end of a pixel port to the reader. */
  async connect(port: MessagePortMain): Promise<void> {
    await this.#call('connect', {}, { ports: [port] });
    // Requests on ports are not calls, so a decoder that hangs on one is noticed by calls that stay unanswered.
    this.#pulse ??= setInterval(() => this.#feelPulse(), PULSE_MS).unref();
  }

  /** Statistics and hash of all frames of a granted instance. Rejects with codec codes, `source-changed`, … */
  summary(instanceId: InstanceId): Promise<PixelSummary> {
    return this.#call('pixels.summary', { instanceId }, { timeoutMs: WHOLE_FILE_MS });
  }

  /** The picture as a PNG, a map painted over it where given; see `keyImage`. */
  keyImage(instanceId: InstanceId, frame: number, maxSide: number, map: ActivationMap | null): Promise<ArrayBuffer> {
    return this.#call('key-image', { instanceId, frame, maxSide, map });
  }

  /** A map over the whole source grid as a 16-bit PNG; see `mapImage`. */
  mapImage(rows: number, columns: number, map: ActivationMap): Promise<ArrayBuffer> {
    return this.#call('map-image', { rows, columns, map });
  }

  async #indexAll(
    roots: string[],
    onEvent: (event: IndexEvent) => void,
    cancelled: () => boolean,
  ): Promise<IndexOutcome> {
    let [found, read, failed] = [0, 0, 0];
    let blame: Code | undefined;
    for (;;) {
      let heard = false;
      const progress = (event: IndexEvent) => {
        heard = true;
        if (event.kind === 'found') found = event.found;
        if (event.kind === 'instance') read++;
        if (event.kind === 'failed') failed++;
        onEvent(event);
      };
      const input = { roots, skip: read + failed, ...(blame && { blame }) };
      try {
        const outcome = await this.#call('index', input, { progress });
        return { found: outcome.found, read, failed };
      } catch (error) {
        if (cancelled()) return { found, read, failed };
        const code = error instanceof CodedError ? error.code : undefined;
        if (!heard || (code !== 'reader-crashed' && code !== 'codec-timeout')) throw error;
        blame = code;
      }
    }
  }

  async #call<N extends keyof ReaderCalls & string>(
    name: N,
    input: ReaderCalls[N]['input'],
    options: {
      readonly ports?: MessagePortMain[];
      readonly progress?: (event: IndexEvent) => void;
      readonly timeoutMs?: number;
    } = {},
  ): Promise<ReaderCalls[N]['output']> {
    const { ports, progress, timeoutMs = STUCK_MS } = options;
    try {
      return await this.#process.call(name, input, {
        timeoutMs,
        timeoutCode: 'codec-timeout',
        ...(ports && { ports }),
        ...(progress && { progress: progress as never }),
      });
    } catch (error) {
      // The process was ended from this side, which it does not count as a death.
      if (error instanceof CodedError && error.code === 'codec-timeout') this.#lost();
      throw error;
    }
  }

  #grantAgain(): void {
    if (this.#granted.size === 0) return;
    void this.#call('grant', { instances: [...this.#granted.values()] }).catch(() => undefined);
  }

  #feelPulse(): void {
    if (this.pid !== undefined) void this.#call('grant', { instances: [] }).catch(() => undefined);
  }

  /** Every call that was waiting comes here; one loss is told once. */
  #lost(): void {
    if (!this.#started) return;
    this.#started = false;
    clearInterval(this.#pulse);
    this.#pulse = undefined;
    this.#onLost();
  }
}
