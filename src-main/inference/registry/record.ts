import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { toCoded } from '../../../src-shared/contract/coded.ts';
import { makeFolder } from '../../keeping-files/index.ts';
import { whileAlone } from './change-lock.ts';
import { renameDurably } from './durable.ts';
import { keptOf, type Kept, type Tested } from './kept.ts';
import { openPlainFile } from './plain-file.ts';

const NAME = 'registry.json';
const LIMIT_BYTES = 8 * 2 ** 20;
const EMPTY: Kept = { schema: 1, installed: {}, tested: [], chosen: {} };

/**
 * What the registry remembers beside the user's models: what was installed, and which models passed their self-test on this
 * machine. A record that is missing or damaged is an empty one: models are then verified again, and nothing else is lost.
 */
export class RegistryRecord {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = path.join(folder, NAME);
  }

  /** Reads it afresh: the command line may have written it meanwhile. Errors: `files-open-limit`. */
  async read(): Promise<Kept> {
    try {
      const { handle, bytes } = await openPlainFile(this.#file, 'hard');
      try {
        return (bytes > LIMIT_BYTES ? null : keptOf(JSON.parse(await handle.readFile('utf8')))) ?? EMPTY;
      } finally {
        await handle.close();
      }
    } catch (error) {
      // an empty one would be written over it
      if (toCoded(error).code === 'files-open-limit') throw error;
      return EMPTY;
    }
  }

  /**
   * Changes it on disk, one program at a time, so that what another has written is not lost: temporary file, fsync, rename, fsync
   * of the folder. Errors: those of the file system.
   */
  async change(change: (kept: Kept) => Kept): Promise<void> {
    makeFolder(this.#folder);
    await whileAlone(`${this.#file}.lock`, () => this.#write(change));
  }

  async #write(change: (kept: Kept) => Kept): Promise<void> {
    const next = change(await this.read());
    const part = `${this.#file}.${process.pid}.part`;
    try {
      const handle = await open(part, 'w');
      try {
        await handle.writeFile(`${JSON.stringify(next, null, 1)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await renameDurably(part, this.#file, this.#folder);
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** Keeps the outcome of a self-test, the newest of each manifest and machine. */
  async keepTest(test: Tested): Promise<void> {
    await this.change((kept) => ({
      ...kept,
      tested: [
        ...kept.tested.filter((old) => old.manifestSha256 !== test.manifestSha256 || old.machine !== test.machine),
        test,
      ],
    }));
  }

  async keepInstalled(folder: string, manifestSha256: string): Promise<void> {
    await this.change((kept) => ({ ...kept, installed: { ...kept.installed, [folder]: manifestSha256 } }));
  }

  async forget(folder: string): Promise<void> {
    await this.change(({ installed: { [folder]: _gone, ...installed }, ...kept }) => ({ ...kept, installed }));
  }
}
