import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import { isSame, openFile, openLocated } from '../containers/located-file.ts';
import type { OpenImage } from '../image.ts';
import { openImage } from '../open-image.ts';
import type { FileInHand, Stage } from './tasks.ts';

interface OpenInstance {
  readonly hand: FileInHand;
  readonly source: ByteSource;
  readonly image: OpenImage;
}

const MAX_FRAME_BYTES = 512 * 2 ** 20;
/** An open file keeps a stick from being taken out. */
const KEPT_MS = 30_000;

/**
 * Opens files to decode from, verified against their hash. Those with many frames stay open for half a minute, the most
 * recently used ones, so that a cine loop is read once; others are closed when they have been used.
 */
export class OpenFiles {
  readonly #bytes: number;
  readonly #open = new Map<string, OpenInstance>();
  #rest: NodeJS.Timeout | undefined;

  /** @param bytes how much the kept files may hold together; each counts by its size, and one may always stay */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /**
   * Opens a file, or finds it open and unchanged, and uses it. Throws `source-gone`, `source-changed` where its bytes are not
   * those that were indexed, `image-too-large` for frames above 512 MiB, the codes of `openImage`, and what `use` throws.
   *
   * @param stage told what is being done, for a watchdog
   */
  async use<T>(hand: FileInHand, stage: (stage: Stage) => void, use: (image: OpenImage) => Promise<T>): Promise<T> {
    const key = `${hand.path}\0${hand.fileSha256}`;
    let opened = this.#open.get(key);
    this.#open.delete(key);
    if (opened && !isSame(opened.hand, hand)) {
      await opened.source.close();
      opened = undefined;
    }
    opened ??= await openVerified(hand, stage);
    try {
      return await use(opened.image);
    } finally {
      if (opened.image.description.pixels.frames > 1) await this.#keep(key, opened);
      else await opened.source.close();
    }
  }

  /** Lets go of everything. */
  async clear(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const { source } of all) await source.close();
  }

  async #keep(key: string, opened: OpenInstance): Promise<void> {
    // two that were opened at the same time: one stays
    await this.#open.get(key)?.source.close();
    this.#open.set(key, opened);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.clear(), KEPT_MS).unref();
    let bytes = 0;
    for (const [old, { hand, source }] of [...this.#open].reverse()) {
      bytes += hand.size;
      if (bytes <= this.#bytes || old === key) continue;
      this.#open.delete(old);
      await source.close();
    }
  }
}

async function openVerified(hand: FileInHand, stage: (stage: Stage) => void): Promise<OpenInstance> {
  const alive = () => stage('file');
  const file = hand.hashed ? await openLocated(hand.path, alive) : await openFile(hand.path, alive);
  try {
    const same = file.sha256 === null ? isSame(file, hand) : file.sha256 === hand.fileSha256;
    if (!same) throw new CodedError('source-changed');
    stage('header');
    const image = await openImage(file.source);
    checkFrameSize(image);
    return { hand, source: file.source, image };
  } catch (error) {
    await file.source.close();
    throw error;
  }
}

/** Before anything is allocated by it. Throws `image-too-large`. */
function checkFrameSize({ description: { pixels } }: OpenImage): void {
  const { rows, columns, samplesPerPixel, sampleType } = pixels;
  const sampleBytes = Number(/\d+$/.exec(sampleType)?.[0] ?? 8) / 8;
  if (rows * columns * samplesPerPixel * sampleBytes > MAX_FRAME_BYTES) {
    throw new CodedError('image-too-large', { rows, columns });
  }
}
