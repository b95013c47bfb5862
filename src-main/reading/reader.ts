import { CodedError } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelAnswer, PixelRequest } from '../../src-shared/contract/pixel-port.ts';
import type { ImportedLabels } from '../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import type { MaskFigures } from '../../src-shared/evaluation/mask-evaluation.ts';
import type { PictureTrace } from '../../src-shared/pixels/picture-trace.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import { HostedProcess, type BegunChild, type ChildProgram, type Host, type LineEnd } from '../hosting/index.ts';
import type { IndexEvent, IndexProgress, PixelSummary, ReaderCalls } from './calls.ts';
import { indexAcrossDeaths, type IndexOutcome, type IndexWishes } from './index-run.ts';
import type { MaskTarget } from './labels/mask-file.ts';
import { READER_MEMORY_BYTES } from './memory-limit.ts';
import { RestartLimit } from './restart-limit.ts';

export interface IndexRun {
  /** Settles when every file is reported, or soon after {@link cancel}. Rejects with `reader-crashed` or
   *  `codec-timeout` only when the reader dies again and again without a file in hand. */
  readonly done: Promise<IndexOutcome>;
  cancel(): void;
  /** Rests after the files in hand, or goes on. */
  pause(paused: boolean): void;
}

type Granted = ReaderCalls['grant']['input']['instances'][number];

const STUCK_MS = 20_000;
const PULSE_MS = 2_000;
/** So often in a row: the process lets go of memory by itself first. */
const OVERFULL_PULSES = 3;
/** The pool watches over these itself: they wait for their turn, however long the others take. */
const MAY_WAIT: ReadonlySet<keyof ReaderCalls> = new Set([
  'index',
  'pixels.summary',
  'masks.compare',
  'picture.trace',
  'labels.read',
  'key-image',
]);

/**
 * The reader process as main sees it. It is watched from here: 20 seconds without a sign of life end it, or more memory
 * than it may hold, and one file that takes it down costs that file, not the others. Grants are given again after every start; pixel ports die with the
 * process, and `onLost` says so, once a process. When it dies six times in a minute it stays down for half a minute: calls
 * and pixel ports are answered with `reader-crashed` meanwhile, an index waits.
 */
export class Reader {
  readonly #process: HostedProcess<ReaderCalls>;
  readonly #granted = new Map<InstanceId, Granted>();
  /** Granted, and not told to the process that runs. */
  #untold: Granted[] = [];
  readonly #onLost: () => void;
  readonly #limit = new RestartLimit();
  #pulse: NodeJS.Timeout | undefined;
  #overfull = 0;
  #lastRun = 0;

  /** @param options.onLost the process died or was ended as stuck: whoever holds a pixel port needs a new one */
  constructor(options: {
    readonly host: Host;
    readonly program: ChildProgram;
    readonly begun?: BegunChild | undefined;
    readonly onLost?: () => void;
  }) {
    this.#onLost = options.onLost ?? (() => undefined);
    this.#process = new HostedProcess<ReaderCalls>({
      host: options.host,
      program: options.program,
      begun: options.begun,
      crashCode: 'reader-crashed',
      onStart: () => {
        this.#untold = [...this.#granted.values()];
        this.#tellGrants();
      },
      onDeath: () => this.#lost(),
      onStuck: () => this.#lost(),
    });
  }

  /** Process id while it lives. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  start(): void {
    if (!this.#limit.isPausing) this.#process.start();
  }

  /** Ends the process for good, on quitting. */
  end(): void {
    clearInterval(this.#pulse);
    this.#process.end('reader-crashed');
  }

  /** Describes every file under the roots; `onEvent` hears of each once, in order, across restarts. */
  index(roots: readonly string[], onEvent: (event: IndexEvent) => void, wishes: IndexWishes = {}): IndexRun {
    const run = ++this.#lastRun;
    const cancel = new AbortController();
    let paused = false;
    const reader = {
      attempt: (input: Omit<ReaderCalls['index']['input'], 'run'>, progress: (event: IndexProgress) => void) => {
        const done = this.#call('index', { ...input, run }, { progress });
        if (paused) void this.#call('index.pause', { run, paused }).catch(() => undefined);
        return done;
      },
      back: (cancelled: AbortSignal) => this.#limit.over(cancelled),
    };
    return {
      done: indexAcrossDeaths(reader, [...roots], onEvent, cancel.signal, wishes),
      cancel: () => {
        cancel.abort();
        if (this.#process.isRunning) void this.#call('index.cancel', { run }).catch(() => undefined);
      },
      pause: (rest) => {
        paused = rest;
        if (this.#process.isRunning) void this.#call('index.pause', { run, paused }).catch(() => undefined);
      },
    };
  }

  /**
   * Lets pixel ports and calls reach these instances from now on. Waits for nobody and never rejects: a process that runs
   * hears of it before any later call, and holds requests on pixel ports that came sooner; one that does not run yet is
   * told when it starts.
   */
  async grant(instances: readonly Granted[]): Promise<void> {
    const fresh = instances.filter((instance) => {
      const known = this.#granted.get(instance.id);
      return known?.path !== instance.path || known.fileSha256 !== instance.fileSha256;
    });
    for (const instance of fresh) this.#granted.set(instance.id, instance);
    if (!this.#process.isRunning || fresh.length === 0) return;
    // what is granted in one go crosses in one message
    if (this.#untold.length === 0) queueMicrotask(() => this.#tellGrants());
    this.#untold.push(...fresh);
  }

  /** Hands one end of a pixel port to the reader; while it stays down main answers there that it does. */
  async connect(port: LineEnd): Promise<void> {
    if (this.#limit.isPausing && !(await this.#refusedUntilBack(port))) return;
    await this.#call('connect', {}, { ports: [port] });
  }

  /** Has a thread started, where the process runs: what a person opens next need not wait for that. */
  warm(): void {
    if (this.#process.isRunning) void this.#call('warm', {}).catch(() => undefined);
  }

  /** Has the first frame of a granted instance decoded, where the process runs: who asks for it next need not wait for that. */
  decodeAhead(instanceId: InstanceId): void {
    if (this.#process.isRunning) void this.#call('decode-ahead', { instanceId }).catch(() => undefined);
  }

  /** Statistics and hash of all frames of a granted instance. Rejects with codec codes, `source-changed`, … */
  summary(instanceId: InstanceId): Promise<PixelSummary> {
    return this.#call('pixels.summary', { instanceId });
  }

  /** How well the mask that a network found agrees with a granted true one, label by label; see `compareMasks`. */
  compareMasks(comparison: ReaderCalls['masks.compare']['input']): Promise<MaskFigures[]> {
    return this.#call('masks.compare', comparison);
  }

  /** What a frame of a granted instance is known by among others. Rejects as {@link summary} does. */
  trace(instanceId: InstanceId, frame: number): Promise<PictureTrace> {
    return this.#call('picture.trace', { instanceId, frame });
  }

  /**
   * Labels of another program in the words of a schema; see `readLabels`.
   * @param path that a person chose
   * @param target the picture that a mask belongs to; null: the file says itself what it speaks of
   */
  readLabels(path: string, schema: LabelSchema, target: MaskTarget | null): Promise<ImportedLabels> {
    return this.#call('labels.read', { path, schema, target });
  }

  /** The picture as a PNG, a map painted over it where given; see `keyImage`. */
  keyImage(instanceId: InstanceId, frame: number, maxSide: number, map: ActivationMap | null): Promise<ArrayBuffer> {
    return this.#call('key-image', { instanceId, frame, maxSide, map });
  }

  /** A map over the whole source grid as a 16-bit PNG; see `mapImage`. */
  mapImage(rows: number, columns: number, map: ActivationMap): Promise<ArrayBuffer> {
    return this.#call('map-image', { rows, columns, map });
  }

  async #call<N extends keyof ReaderCalls & string>(
    name: N,
    input: ReaderCalls[N]['input'],
    options: {
      readonly ports?: LineEnd[];
      readonly progress?: (event: IndexProgress) => void;
    } = {},
  ): Promise<ReaderCalls[N]['output']> {
    if (this.#limit.isPausing && !this.#process.isRunning) throw new CodedError('reader-crashed');
    this.#tellGrants();
    this.#pulse ??= setInterval(() => this.#feelPulse(), PULSE_MS).unref();
    const { ports, progress } = options;
    return this.#process.call(name, input, {
      ...(!MAY_WAIT.has(name) && { timeoutMs: STUCK_MS, timeoutCode: 'codec-timeout' }),
      ...(ports && { ports }),
      ...(progress && { progress: progress as never }),
    });
  }

  /** Sends grants without waiting; what a death takes with it is sent again with the next start. */
  #tellGrants(): void {
    const instances = this.#untold;
    this.#untold = [];
    // one that has died meanwhile is told of all when it starts
    if (instances.length === 0 || !this.#process.isRunning) return;
    void this.#call('grant', { instances }).catch(() => undefined);
  }

  /** Calls that wait for a worker, and requests on ports, may take long; a process that is stuck does not answer this. */
  #feelPulse(): void {
    if (!this.#process.isRunning) return;
    this.#call('pulse', {})
      .then(({ usedBytes }) => {
        this.#overfull = usedBytes > READER_MEMORY_BYTES ? this.#overfull + 1 : 0;
        if (this.#overfull < OVERFULL_PULSES) return;
        this.#process.end('reader-memory');
        this.#lost();
      })
      .catch(() => undefined);
  }

  /** Answers every request on a port with `reader-crashed` until a process may be started; false if the port closed. */
  async #refusedUntilBack(port: LineEnd): Promise<boolean> {
    let open = true;
    const refuse = ({ data }: { data: unknown }) => {
      const id = Number((data as PixelRequest | null)?.id);
      port.postMessage({ id, kind: 'error', error: { code: 'reader-crashed', details: {} } } satisfies PixelAnswer);
    };
    port.once('close', () => (open = false));
    port.on('message', refuse);
    port.start();
    await this.#limit.over();
    port.off('message', refuse);
    return open;
  }

  #lost(): void {
    this.#limit.died();
    clearInterval(this.#pulse);
    this.#pulse = undefined;
    this.#overfull = 0;
    this.#onLost();
  }
}
