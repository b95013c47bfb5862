import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { createGzip } from 'node:zlib';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { makeFolder } from '../keeping-files/index.ts';
import { removeLeftovers, temporaryPrefix } from './leftovers.ts';
import { LeakSearch, type Secrets } from './leak-search.ts';

/** A file of an export, as the manifest names it. */
export interface WrittenFile {
  /** Below the folder, `/` between folders. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file that is written piece by piece. */
export interface OutputFile {
  write(piece: string | Uint8Array): Promise<void>;
  /** Syncs it; it counts as written from now on. */
  close(): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** Pieces that are kept aside until it is known what stands before them. */
export interface Aside {
  write(piece: string | Uint8Array): Promise<void>;
  /** All of it, again and again. */
  pieces(): AsyncGenerator<Uint8Array>;
  /** Hands all of it on and removes it. */
  moveTo(file: Pick<OutputFile, 'write'>): Promise<void>;
  readonly bytes: number;
}

const COPIED_AT_ONCE = 2 ** 20;
const MANIFEST = 'manifest.json';

/**
 * The folder of an export. It is written under another name beside its place and gets its own when everything in it is on
 * disk, so that there is either all of it or nothing. While {@link guard} says what must not be in there, each piece is
 * searched for it before it is written.
 */
export class OutputFolder {
  readonly #place: string;
  readonly #temporary: string;
  readonly #files: WrittenFile[] = [];
  readonly #folders = new Set<string>();
  /** Not closed yet. */
  readonly #open = new Set<FileHandle>();
  #search: LeakSearch | null = null;

  private constructor(place: string, temporary: string) {
    this.#place = place;
    this.#temporary = temporary;
  }

  /**
   * Begins a folder. Errors: `export-folder-not-empty` where something lies there already, `output-unwritable`, `disk-full`.
   * @param place absolute
   */
  static async create(place: string): Promise<OutputFolder> {
    if (!(await isFree(place))) throw new CodedError('export-folder-not-empty');
    await removeLeftovers(path.dirname(place));
    const temporary = path.join(path.dirname(place), `${temporaryPrefix(process.pid)}${randomUUID()}`);
    await coded(async () => makeFolder(temporary));
    return new OutputFolder(place, temporary);
  }

  /** What was written so far. */
  get files(): readonly WrittenFile[] {
    return this.#files;
  }

  /** From now on nothing may be written that holds one of these; null: anything may. */
  guard(secrets: Secrets | null): void {
    this.#search = secrets && secrets.words.length > 0 ? new LeakSearch(secrets) : null;
  }

  /** Writes a whole file. Errors: `deid-leak`, `disk-full`, `output-unwritable`. */
  async write(name: string, content: string | Uint8Array): Promise<void> {
    const file = await this.open(name);
    await file.write(content);
    await file.close();
  }

  /**
   * Begins a file that is written in pieces. Errors as {@link write}, at each piece; what was written then is removed.
   * @param options.compressed gzipped; what goes in is searched
   */
  async open(name: string, { compressed = false } = {}): Promise<OutputFile> {
    const file = await this.#create(name);
    const way = compressed ? gzipped(file.take) : { write: file.take, end: async () => undefined };
    let before: Uint8Array = new Uint8Array();
    const kept = async <T>(work: () => Promise<T>) => {
      try {
        return await work();
      } catch (error) {
        await file.discard();
        throw error;
      }
    };
    return {
      write: (piece) =>
        kept(async () => {
          const bytes = bytesOf(piece);
          before = this.#refuseLeaks(name, before.length > 0 ? Buffer.concat([before, bytes]) : bytes);
          await way.write(bytes);
        }),
      close: () =>
        kept(async () => {
          await way.end();
          await file.close();
        }),
      discard: file.discard,
    };
  }

  /** Begins something that is part of no file yet; it is searched as part of `name`. */
  async aside(name: string): Promise<Aside> {
    const at = path.join(this.#temporary, `.${randomUUID()}`);
    const handle = await coded(() => open(at, 'wx+'));
    this.#open.add(handle);
    let bytes = 0;
    const pieces = async function* () {
      for (let from = 0; from < bytes;) {
        const piece = new Uint8Array(COPIED_AT_ONCE);
        const { bytesRead } = await coded(() => handle.read(piece, 0, piece.length, from));
        if (bytesRead === 0) throw new CodedError('output-unwritable');
        yield piece.subarray(0, bytesRead);
        from += bytesRead;
      }
    };
    return {
      write: async (piece) => {
        const taken = bytesOf(piece);
        this.#refuseLeaks(name, taken);
        await coded(() => handle.write(taken, 0, taken.length, bytes));
        bytes += taken.length;
      },
      pieces,
      moveTo: async (file) => {
        for await (const piece of pieces()) await file.write(piece);
        this.#open.delete(handle);
        await handle.close();
        await rm(at, { force: true });
      },
      get bytes() {
        return bytes;
      },
    };
  }

  /** Removes the files that were closed since there were `count`: an item that can't be written leaves nothing behind. */
  async takeBack(count: number): Promise<void> {
    for (const { path: name } of this.#files.splice(count)) await rm(path.join(this.#temporary, name), { force: true });
  }

  /** Writes the manifest and gives the folder its name. Errors: those of {@link write}, `export-folder-not-empty`. */
  async finish(manifest: Readonly<Record<string, unknown>>): Promise<void> {
    this.guard(null);
    await this.write(MANIFEST, `${JSON.stringify({ ...manifest, files: this.#files }, null, 2)}\n`);
    for (const folder of [...this.#folders].map((name) => path.join(this.#temporary, name))) await synced(folder);
    await synced(this.#temporary);
    if (!(await isFree(this.#place))) throw new CodedError('export-folder-not-empty');
    await rmdir(this.#place).catch(() => undefined);
    await coded(() => rename(this.#temporary, this.#place));
    await synced(path.dirname(this.#place));
  }

  /** Removes everything that was written. */
  async abandon(): Promise<void> {
    for (const handle of this.#open) await handle.close().catch(() => undefined);
    await rm(this.#temporary, { recursive: true, force: true });
  }

  async #create(name: string) {
    const folder = path.posix.dirname(name);
    if (!this.#folders.has(folder)) {
      await coded(async () => makeFolder(path.join(this.#temporary, folder)));
      for (let at = folder; at !== '.'; at = path.posix.dirname(at)) this.#folders.add(at);
      this.#folders.add(folder);
    }
    const at = path.join(this.#temporary, name);
    // never over what is there: two items of one name are a mistake of ours
    const handle = await coded(() => open(at, 'wx'));
    this.#open.add(handle);
    const hash = createHash('sha256');
    let bytes = 0;
    return {
      take: async (piece: Uint8Array) => {
        hash.update(piece);
        bytes += piece.length;
        await coded(() => handle.appendFile(piece));
      },
      close: async () => {
        this.#open.delete(handle);
        await coded(() => finished(handle));
        this.#files.push({ path: name, bytes, sha256: hash.digest('hex') });
      },
      discard: async () => {
        if (!this.#open.delete(handle)) return;
        await handle.close();
        await rm(at, { force: true });
      },
    };
  }

  /** Returns the end of the piece, into which a word may reach that goes on in the next. */
  #refuseLeaks(name: string, piece: Uint8Array): Uint8Array {
    if (!this.#search) return new Uint8Array();
    if (this.#search.finds(name, piece)) throw new CodedError('deid-leak');
    return piece.slice(Math.max(0, piece.length - this.#search.overlap));
  }
}

/** Compresses what is written and hands it on as it comes. */
function gzipped(take: (piece: Uint8Array) => Promise<void>) {
  const stream = createGzip({ level: 4 });
  let made: Uint8Array[] = [];
  stream.on('data', (piece: Uint8Array) => made.push(piece));
  const handOn = async () => {
    const ready = made;
    made = [];
    for (const piece of ready) await take(piece);
  };
  return {
    write: async (piece: Uint8Array) => {
      await new Promise<void>((resolve, reject) => {
        stream.write(piece, (error) => (error ? reject(error) : resolve()));
      });
      await handOn();
    },
    end: async () => {
      await new Promise((resolve, reject) => {
        stream.once('end', resolve).once('error', reject).end();
      });
      await handOn();
    },
  };
}

async function finished(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isFree(place: string): Promise<boolean> {
  try {
    return (await readdir(place)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw new CodedError('output-unwritable', {}, { cause: error });
  }
}

/** Windows can't sync folders. */
async function synced(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await coded(async () => finished(await open(folder, 'r')));
}

async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new CodedError(full ? 'disk-full' : 'output-unwritable', {}, { cause: error });
  }
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
}
