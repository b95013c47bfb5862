import { lstat, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, isOpenLimit } from '../../../src-shared/contract/coded.ts';
import type { ShelfModel } from '../../../src-shared/contract/records.ts';
import { MANIFEST_NAME, WEIGHTS_NAME, readModelFolder, type ModelFolder } from './model-folder.ts';
import { MANIFEST_LIMIT_BYTES } from './read-manifest.ts';

export type Source = ShelfModel['source'];

/** The folders in which models lie: the program's own and the user's. */
export class ModelFolders {
  readonly #folders: Record<Source, string | null>;
  /** Folders that were read, by path; `stamp` changes when a file in them does. */
  readonly #known = new Map<string, { stamp: string; folder: ModelFolder }>();

  /** @param folders null: there are none of that source */
  constructor(folders: Record<Source, string | null>) {
    this.#folders = folders;
  }

  /** Where models of a source lie; null: nowhere. */
  of(source: Source): string | null {
    return this.#folders[source];
  }

  /** Names of the folders that hold models, or may. Errors: `files-open-limit`. @param id only those that may hold a model of this name */
  async names(source: Source, id?: string): Promise<string[]> {
    const folder = this.#folders[source];
    if (folder === null) return [];
    const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      if (isOpenLimit(error)) throw new CodedError('files-open-limit');
      return [];
    });
    const names = found
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .filter((name) => name !== 'recipes');
    if (id === undefined) return names;
    const may = await Promise.all(names.map((name) => mayHold(path.join(folder, name), id)));
    return names.filter((_name, i) => may[i]);
  }

  /** A folder as it is now; files that did not change since are not hashed again. */
  async read(source: Source, place: string): Promise<ModelFolder> {
    const manifest = path.join(place, MANIFEST_NAME);
    const known = this.#known.get(place);
    const filesOf = ({ manifest: read, weights }: ModelFolder) => [
      ...(read ? [path.join(place, read.file.name)] : []),
      ...weights.map(({ name }) => path.join(place, name)),
      path.join(place, WEIGHTS_NAME),
    ];
    if (known && known.stamp === (await stampOf([place, manifest, ...filesOf(known.folder)]))) return known.folder;
    const folder = await readModelFolder(place, source === 'user' ? 'none' : 'hard');
    // what could not be looked at now can be later
    if (folder.refusal?.code === 'files-open-limit') return folder;
    this.#known.set(place, { folder, stamp: await stampOf([place, manifest, ...filesOf(folder)]) });
    return folder;
  }
}

/**
 * Whether a folder may hold a model of this name: it is called so, or its manifest has the name somewhere, or spells it in a
 * way that only a parser understands.
 */
async function mayHold(folder: string, id: string): Promise<boolean> {
  const name = path.basename(folder);
  if (name === id || name.startsWith(`${id}@`)) return true;
  const file = path.join(folder, MANIFEST_NAME);
  const info = await lstat(file).catch(() => null);
  if (!info?.isFile() || info.size > MANIFEST_LIMIT_BYTES) return false;
  const text = await readFile(file).catch(() => null);
  // reading it will say why it can't be read
  return text === null || text.includes(`"${id}"`) || text.includes('\\u');
}

/** Inode, length and times of files: what differs when one of them was changed or replaced. */
async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    files.map((file) =>
      lstat(file, { bigint: true }).then(
        ({ ino, size, mtimeNs, ctimeNs, nlink }) => [ino, size, mtimeNs, ctimeNs, nlink].join(' '),
        () => 'none',
      ),
    ),
  );
  return stamps.join('\n');
}
