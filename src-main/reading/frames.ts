import { CodedError } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { stampOf } from './containers/located-file.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import type { PictureTrace } from '../../src-shared/pixels/picture-trace.ts';
import type { MaskFigures } from '../../src-shared/evaluation/mask-evaluation.ts';
import type { PixelSummary } from './calls.ts';
import type { MaskComparison } from './compare-masks.ts';
import type { HashedFiles } from './hashed-files.ts';
import { OpenFiles } from './pool/open-files.ts';
import { frameOf } from './pool/task-handlers.ts';
import type { FileInHand, Priority } from './pool/tasks.ts';
import type { PoolTask, WorkerPool } from './pool/worker-pool.ts';
import { isQuick, QUICK_FILE_BYTES } from './quick-frames.ts';

export interface Grant {
  readonly id: InstanceId;
  readonly path: string;
  readonly fileSha256: string;
}

/** How long a request waits for its grant: the two come on different ports, whose order nobody promises. */
const GRANT_ROUNDS = 20;
const GRANT_ROUND_MS = 100;

/** A film that is shown and then analysed is decoded once; a series is held by whoever asked for it, not here. */
const FRAME_CACHE_BYTES = 64 * 2 ** 20;
const FRAME_KEPT_MS = 120_000;
const QUICK_FILES_BYTES = 16 * 2 ** 20;

interface KeptFrame {
  readonly frame: Promise<Frame>;
  /** How the file looked when it was decoded. */
  readonly size: number;
  readonly modifiedMs: number;
  /** While a worker has it, or it waits for one. */
  task: PoolTask<Frame> | undefined;
  /** How many wait for it. */
  waiting: number;
  bytes: number;
  usedAt: number;
}

/**
 * The granted instances and their decoded frames. Frames are decoded by the pool, small quick ones right here while the
 * pool has nothing to do. What screen and analysis asked for stays for two minutes (64 MiB). Before a frame is handed out
 * its file is looked at: one that has gone or changed since it was indexed is refused, whatever is in the cache, since the
 * case log speaks of the file that was hashed.
 */
export class GrantedFrames {
  readonly #pool: WorkerPool;
  readonly #grants = new Map<InstanceId, Grant>();
  /** The one that was asked for longest ago first. */
  readonly #kept = new Map<string, KeptFrame>();
  #keptBytes = 0;
  readonly #hashed: HashedFiles;
  readonly #quickFiles = new OpenFiles(QUICK_FILES_BYTES);
  readonly #expecting = new Map<InstanceId, Set<() => void>>();
  /** Frames that are being decoded here. */
  #quick = 0;
  #sweep: NodeJS.Timeout | undefined;

  /** @param hashed what has been hashed by whom ever, and is not hashed again */
  constructor(pool: WorkerPool, hashed: HashedFiles) {
    this.#pool = pool;
    this.#hashed = hashed;
  }

  grant(instances: readonly Grant[]): void {
    for (const instance of instances) {
      this.#grants.set(instance.id, instance);
      for (const arrived of this.#expecting.get(instance.id) ?? []) arrived();
    }
  }

  /**
   * Settles when an instance is granted, or after two seconds without. Counted in short rounds, so that a decoder which
   * keeps the process busy for longer than that leaves time for the grant that lies in the queue behind it.
   */
  async granted(id: InstanceId): Promise<void> {
    for (let round = 0; round < GRANT_ROUNDS && !this.#grants.has(id); round++) await this.#oneRound(id);
  }

  /**
   * A frame of a granted instance. Throws `frame-not-granted`, `source-gone`, `source-changed`, `frame-cancelled` and what
   * the pool throws.
   *
   * @param cancel aborted when nobody waits for it any more: it is not decoded then unless that has begun
   */
  async frame(id: InstanceId, index: number, priority: Priority = 'screen', cancel?: AbortSignal): Promise<Frame> {
    const hand = await this.#inHand(id);
    if (cancel?.aborted) throw new CodedError('frame-cancelled');
    const key = `${hand.path}\0${hand.fileSha256}\0${index}`;
    let kept = this.#kept.get(key);
    if (kept && (kept.size !== hand.size || kept.modifiedMs !== hand.modifiedMs)) {
      this.#forget(key);
      kept = undefined;
    }
    kept ??= this.#begin(key, hand, index, priority);
    this.#forget(key);
    this.#kept.set(key, kept);
    this.#keptBytes += kept.bytes;
    return this.#await(key, kept, priority, cancel);
  }

  /** Statistics and hash of all frames; see `summarise`. Throws as {@link frame} does. */
  async summary(id: InstanceId, priority: Priority): Promise<PixelSummary> {
    return this.#pool.run('summary', await this.#inHand(id), priority).done;
  }

  /** A frame as a PNG; see `keyImage`. Throws as {@link frame} does. */
  async keyImage(
    id: InstanceId,
    request: { readonly frame: number; readonly maxSide: number; readonly map: ActivationMap | null },
    priority: Priority,
    cancel?: AbortSignal,
  ): Promise<ArrayBuffer> {
    const { frame, maxSide, map } = request;
    const task = this.#pool.run('key-image', { ...(await this.#inHand(id)), frame, maxSide, map }, priority);
    return cancellable(task, cancel);
  }

  /** The overlay planes of a frame: a byte a pixel, 1 where one is set; empty: there are none. Throws as {@link frame} does. */
  async overlayMask(id: InstanceId, frame: number, cancel?: AbortSignal): Promise<ArrayBuffer> {
    return cancellable(this.#pool.run('overlay-mask', { ...(await this.#inHand(id)), frame }, 'screen'), cancel);
  }

  /** How well a found mask agrees with the granted true one; see `compareMasks`. Throws as {@link frame} does. */
  async compareMasks(id: InstanceId, comparison: MaskComparison): Promise<MaskFigures[]> {
    return this.#pool.run('compare-masks', { ...(await this.#inHand(id)), ...comparison }, 'analysis').done;
  }

  /** What a frame is known by among others; see `traceOf`. Throws as {@link frame} does. */
  async trace(id: InstanceId, frame: number): Promise<PictureTrace> {
    return this.#pool.run('trace', { ...(await this.#inHand(id)), frame }, 'index').done;
  }

  /** Lets go of everything that can be decoded again. */
  forget(): void {
    for (const [key, { task }] of this.#kept) if (!task) this.#forget(key);
    void this.#quickFiles.clear();
  }

  async #inHand(id: InstanceId): Promise<FileInHand> {
    const grant = this.#grants.get(id);
    if (!grant) throw new CodedError('frame-not-granted');
    const { path, fileSha256 } = grant;
    const stamp = await stampOf(path);
    return { path, fileSha256, ...stamp, hashed: this.#hashed.isSame(path, fileSha256, stamp) };
  }

  #begin(key: string, hand: FileInHand, index: number, priority: Priority): KeptFrame {
    const { promise: frame, resolve, reject } = promiseOf<Frame>();
    const { size, modifiedMs } = hand;
    const kept: KeptFrame = { frame, size, modifiedMs, task: undefined, waiting: 0, bytes: 0, usedAt: 0 };
    this.#decode(hand, index, priority, kept).then(
      (decoded) => {
        kept.task = undefined;
        kept.bytes = decoded.values.byteLength;
        if (this.#kept.get(key) === kept) this.#keptBytes += kept.bytes;
        this.#hashed.note(hand.path, hand.fileSha256, hand);
        resolve(decoded);
      },
      (error: unknown) => {
        if (this.#kept.get(key) === kept) this.#forget(key);
        reject(error);
      },
    );
    return kept;
  }

  async #decode(hand: FileInHand, index: number, priority: Priority, kept: KeptFrame): Promise<Frame> {
    if (hand.size <= QUICK_FILE_BYTES && this.#quick === 0 && this.#pool.isIdle) {
      this.#quick++;
      try {
        const quick = await this.#quickFiles.use(
          hand,
          () => undefined,
          async (image) => (isQuick(image, hand.size) ? await frameOf(image, index) : null),
        );
        if (quick) return quick;
      } finally {
        this.#quick--;
      }
    }
    kept.task = this.#pool.run('frame', { ...hand, frame: index }, priority);
    return kept.task.done;
  }

  async #await(key: string, kept: KeptFrame, priority: Priority, cancel: AbortSignal | undefined): Promise<Frame> {
    kept.waiting++;
    kept.task?.promote(priority);
    const leave = () => {
      if (--kept.waiting === 0) kept.task?.cancel();
    };
    cancel?.addEventListener('abort', leave, { once: true });
    try {
      const frame = await kept.frame;
      if (cancel?.aborted) throw new CodedError('frame-cancelled');
      return frame;
    } finally {
      cancel?.removeEventListener('abort', leave);
      if (!cancel?.aborted) kept.waiting--;
      kept.usedAt = performance.now();
      const passing = priority !== 'screen' && priority !== 'analysis';
      if (passing && kept.waiting === 0) this.#forget(key);
      else this.#evict();
    }
  }

  #forget(key: string): void {
    this.#keptBytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }

  /** Keeps the newest, and those not longer than they are likely to be asked for again. */
  #evict(): void {
    const earliest = performance.now() - FRAME_KEPT_MS;
    for (const [key, { task, waiting, usedAt }] of this.#kept) {
      if (task || waiting > 0) continue;
      if (this.#keptBytes <= FRAME_CACHE_BYTES && usedAt >= earliest) break;
      this.#forget(key);
    }
    if (this.#kept.size > 0) this.#sweep ??= setTimeout(() => this.#sweepOut(), FRAME_KEPT_MS / 4).unref();
  }

  #sweepOut(): void {
    this.#sweep = undefined;
    this.#evict();
  }

  #oneRound(id: InstanceId): Promise<void> {
    const expecting = this.#expecting.get(id) ?? new Set();
    this.#expecting.set(id, expecting);
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        expecting.delete(end);
        if (expecting.size === 0 && this.#expecting.get(id) === expecting) this.#expecting.delete(id);
        resolve();
      };
      const timer = setTimeout(end, GRANT_ROUND_MS);
      expecting.add(end);
    });
  }
}

function promiseOf<T>() {
  let [resolve, reject]: [(value: T) => void, (reason: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((resolved, rejected) => ([resolve, reject] = [resolved, rejected]));
  return { promise, resolve, reject };
}

async function cancellable<T>(task: PoolTask<T>, cancel: AbortSignal | undefined): Promise<T> {
  const leave = () => task.cancel();
  cancel?.addEventListener('abort', leave, { once: true });
  try {
    return await task.done;
  } finally {
    cancel?.removeEventListener('abort', leave);
  }
}
