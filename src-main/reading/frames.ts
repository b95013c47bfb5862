import { stat } from 'node:fs/promises';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { openFile, type OpenedFile } from './containers/byte-source.ts';
import type { OpenImage } from './image.ts';
import { openImage } from './open-image.ts';

export interface Grant {
  readonly id: InstanceId;
  readonly path: string;
  readonly fileSha256: string;
}

interface OpenInstance {
  readonly file: OpenedFile;
  readonly image: OpenImage;
}

/** How long a request waits for its grant: the two come on different ports, whose order nobody promises. */
const GRANT_ROUNDS = 20;
const GRANT_ROUND_MS = 100;

const FRAME_CACHE_BYTES = 256 * 2 ** 20;
const OPEN_FILES_BYTES = 128 * 2 ** 20;

/**
 * The granted instances and their decoded frames: one decode serves screen and model, the most recently used frames stay
 * (256 MiB). Before a frame is handed out its file is looked at: one that has gone or changed since it was indexed is
 * refused, whatever is in the cache, since the case log speaks of the file that was hashed.
 */
export class GrantedFrames {
  readonly #grants = new Map<InstanceId, Grant>();
  readonly #frames = new Map<string, { frame: Promise<Frame>; bytes: number }>();
  readonly #open = new Map<string, Promise<OpenInstance>>();
  readonly #expecting = new Map<InstanceId, Set<() => void>>();
  #frameBytes = 0;

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

  /** A frame of a granted instance. Throws `frame-not-granted`, `source-gone`, `source-changed` and codec codes. */
  async frame(id: InstanceId, index: number): Promise<Frame> {
    const { file, image } = await this.image(id);
    if (!(index < image.description.pixels.frames)) throw new CodedError('dicom-frame-count', { frame: index });
    const key = `${file.sha256}/${index}`;
    const cached = this.#frames.get(key);
    if (cached) {
      this.#frames.delete(key);
      this.#frames.set(key, cached);
      return cached.frame;
    }
    const entry = { frame: image.stored(index).then((stored) => image.frameOf(stored)), bytes: 0 };
    this.#frames.set(key, entry);
    try {
      const frame = await entry.frame;
      entry.bytes = frame.values.byteLength;
      this.#frameBytes += entry.bytes;
      this.#evictFrames();
      return frame;
    } catch (error) {
      this.#frames.delete(key);
      throw error;
    }
  }

  /** A granted instance, opened and verified against its hash. Throws as {@link frame} does. */
  async image(id: InstanceId): Promise<OpenInstance> {
    const grant = this.#grants.get(id);
    if (!grant) throw new CodedError('frame-not-granted');
    const now = await stat(grant.path).catch((cause: unknown) => {
      throw new CodedError('source-gone', {}, { cause });
    });
    const key = `${grant.path}\0${grant.fileSha256}`;
    const kept = this.#open.get(key);
    if (kept) {
      const { file } = await kept;
      if (file.size === now.size && file.modifiedMs === now.mtimeMs) return kept;
      this.#forget(key, kept);
    }
    const opening = openVerified(grant);
    this.#open.set(key, opening);
    try {
      const opened = await opening;
      await this.#closeOldest();
      return opened;
    } catch (error) {
      this.#open.delete(key);
      throw error;
    }
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

  #evictFrames(): void {
    for (const [key, { bytes }] of this.#frames) {
      if (this.#frameBytes <= FRAME_CACHE_BYTES) return;
      if (bytes === 0) continue;
      this.#frames.delete(key);
      this.#frameBytes -= bytes;
    }
  }

  /** Keeps the newest files open, at least one; a file in memory counts by its size. */
  async #closeOldest(): Promise<void> {
    let bytes = 0;
    for (const [key, opening] of [...this.#open].reverse()) {
      const opened = await opening.catch(() => null);
      if (!opened) continue;
      bytes += opened.file.size;
      if (bytes > OPEN_FILES_BYTES && bytes > opened.file.size) this.#forget(key, opening);
    }
  }

  #forget(key: string, opening: Promise<OpenInstance>): void {
    this.#open.delete(key);
    void opening.then(({ file }) => file.source.close()).catch(() => undefined);
  }
}

async function openVerified(grant: Grant): Promise<OpenInstance> {
  const file = await openFile(grant.path);
  try {
    if (file.sha256 !== grant.fileSha256) throw new CodedError('source-changed');
    return { file, image: await openImage(file.source) };
  } catch (error) {
    await file.source.close();
    throw error;
  }
}
