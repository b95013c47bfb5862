import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import { DiscContents, foldedFileId, isDicomdirName, readDicomdir } from './dicomdir.ts';
import { partnerOf } from './file-pair.ts';
import { openFileSource } from './file-source.ts';
import { isWorthReading } from './ignored-names.ts';
import { entryLocator, fileLocator, type Locator } from './locator.ts';
import { looksLikeZip, zipDirectory } from './zip-directory.ts';
import { openZipEntry } from './zip-entry.ts';

/** Something that a walk met. */
export interface Found {
  readonly locator: Locator;
  /** Why it is not read; null: it may be opened. */
  readonly fault: Coded | null;
  /** It lies on a disc whose directory does not name it: the disc's own viewer, for example. */
  readonly incidental: boolean;
}

const MAX_DEPTH = 32;
const MAX_FILES = 1_000_000;

/**
 * Everything under the roots that may be an image, as it is found: files in each folder sorted by name, then its
 * subfolders; the entries of archives (`.zip`, whatever the case) in the place of the archive; a root may be a file, an
 * archive of any name, or a DICOMDIR, which stands for the files that it names. The order only depends on what lies there.
 *
 * Hidden entries and the system's own are left out, links are not followed. Told as faults: folders that can't be read
 * (`folder-unreadable`) or lie deeper than 32, what comes behind the millionth file (`folder-limit`), archives and
 * DICOMDIRs that are refused, with their codes, and files that a DICOMDIR names but that are not there
 * (`dicomdir-file-missing`). A root that does not exist is given as it is, so that opening it says `source-gone`.
 */
export async function* filesUnder(roots: readonly string[]): AsyncGenerator<Found> {
  let files = 0;
  for (const root of roots) {
    for await (const found of underRoot(fileLocator(root))) {
      if (++files > MAX_FILES) {
        yield faulty(root, { code: 'folder-limit', details: { files: MAX_FILES } });
        return;
      }
      yield found;
    }
  }
}

async function* underRoot(root: Locator): AsyncGenerator<Found> {
  const stats = await lstat(root).catch(() => undefined);
  if (stats?.isSymbolicLink()) return;
  if (stats?.isDirectory()) yield* inFolder(root);
  else if (!stats?.isFile()) yield readable(root);
  else if (isDicomdirName(path.basename(root))) yield* onDisc(root);
  else if (await beginsAsZip(root)) yield* inArchive(root);
  else yield readable(root);
}

interface Waiting {
  readonly folder: string;
  readonly depth: number;
  /** The disc that the folder belongs to, and the folder's name on it with a slash behind; null: none. */
  readonly disc: { readonly contents: DiscContents; readonly folder: string; readonly prefix: string } | null;
  /** Not a folder to enter: all of the disc has been seen. */
  readonly discEnds: boolean;
}

async function* inFolder(root: string): AsyncGenerator<Found> {
  // A list instead of recursion: the depth of a folder tree is the disc's choice, the depth of the stack is ours.
  const waiting: Waiting[] = [{ folder: root, depth: 0, disc: null, discEnds: false }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { folder, depth } = next;
    if (next.discEnds) {
      if (next.disc) yield* missingOn(next.disc.contents, (name) => path.join(folder, ...name.split('/')));
      continue;
    }
    const entries = await namesIn(folder);
    if (!entries) {
      yield faulty(folder, { code: 'folder-unreadable', details: {} });
      continue;
    }
    let { disc } = next;
    const directory = entries.files.find(isDicomdirName);
    if (directory !== undefined) {
      const read = await contentsOf(() => openFileSource(path.join(folder, directory)));
      if (read instanceof DiscContents) {
        disc = { contents: read, folder, prefix: '' };
        waiting.push({ folder, depth, disc, discEnds: true });
      } else yield faulty(path.join(folder, directory), read);
    }
    const partners = partnersAmong(entries.files);
    for (const name of entries.files) {
      if (name === directory || partners.has(name)) continue;
      const file = path.join(folder, name);
      const named = disc?.contents.meet(disc.prefix + name) ?? true;
      if (/\.zip$/i.test(name)) yield* inArchive(file);
      else yield { locator: file, fault: null, incidental: !named };
    }
    for (const name of entries.folders.reverse()) {
      const inner = path.join(folder, name);
      if (depth === MAX_DEPTH) yield faulty(inner, { code: 'folder-limit', details: { depth: MAX_DEPTH } });
      else {
        const there = disc && { ...disc, prefix: `${disc.prefix}${name}/` };
        waiting.push({ folder: inner, depth: depth + 1, disc: there, discEnds: false });
      }
    }
  }
}

/** Files that are read together with their header. */
function partnersAmong(names: readonly string[]): Set<string | null> {
  const all = new Set(names);
  return new Set(names.map((name) => partnerOf(name, all)));
}

/** The names in a folder that are worth reading, sorted by code unit; null where it can't be read. */
async function namesIn(folder: string): Promise<{ files: string[]; folders: string[] } | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (!entries) return null;
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries) {
    if (!isWorthReading(entry.name)) continue;
    if (entry.isFile()) files.push(entry.name);
    else if (entry.isDirectory()) folders.push(entry.name);
  }
  return { files: files.sort(), folders: folders.sort() };
}

async function* inArchive(file: string): AsyncGenerator<Found> {
  let entries: Awaited<ReturnType<typeof zipDirectory>>['entries'];
  try {
    ({ entries } = await zipDirectory(file));
  } catch (error) {
    yield faulty(file, toCoded(error));
    return;
  }
  const discs: { readonly folder: string; readonly contents: DiscContents }[] = [];
  for (const name of entries.keys()) {
    if (!isDicomdirName(path.posix.basename(name))) continue;
    const read = await contentsOf(async () => (await openZipEntry(file, name)).source);
    if (read instanceof DiscContents)
      discs.push({ folder: name.slice(0, -path.posix.basename(name).length), contents: read });
    else yield faulty(entryLocator(file, name), read);
  }
  // the innermost disc first
  discs.sort((a, b) => b.folder.length - a.folder.length);
  for (const { name, refusal } of entries.values()) {
    if (isDicomdirName(path.posix.basename(name))) continue;
    const disc = discs.find(({ folder }) => name.startsWith(folder));
    const named = disc?.contents.meet(name.slice(disc.folder.length)) ?? true;
    const locator = entryLocator(file, name);
    if (refusal) yield faulty(locator, { code: refusal, details: {} });
    else yield { locator, fault: null, incidental: !named };
  }
  for (const { folder, contents } of discs) yield* missingOn(contents, (name) => entryLocator(file, folder + name));
}

/** The files that a DICOMDIR names, in its order, whatever the case of their names on this disc. */
async function* onDisc(directory: string): AsyncGenerator<Found> {
  const folder = path.dirname(directory);
  let files: string[];
  try {
    files = await readDirectory(() => openFileSource(directory));
  } catch (error) {
    yield faulty(directory, toCoded(error));
    return;
  }
  const known = new Map<string, Map<string, string>>();
  for (const name of files) {
    let at: string | undefined = folder;
    for (const part of name.split('/')) {
      if (at === undefined) break;
      if (!known.has(at)) known.set(at, await foldedNames(at));
      const actual: string | undefined = known.get(at)?.get(foldedFileId(part));
      at = actual === undefined ? undefined : path.join(at, actual);
    }
    if (at === undefined) yield missing(path.join(folder, ...name.split('/')));
    else yield readable(at);
  }
}

async function foldedNames(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return new Map(names.filter((one) => !one.isSymbolicLink()).map(({ name }) => [foldedFileId(name), name]));
}

type Opening = () => Parameters<typeof readDicomdir>[0] | Promise<Parameters<typeof readDicomdir>[0]>;

async function readDirectory(open: Opening): Promise<string[]> {
  const source = await open();
  try {
    return await readDicomdir(source);
  } finally {
    await source.close();
  }
}

async function contentsOf(open: Opening): Promise<DiscContents | Coded> {
  try {
    return new DiscContents(await readDirectory(open));
  } catch (error) {
    return toCoded(error);
  }
}

async function beginsAsZip(file: string): Promise<boolean> {
  try {
    const source = openFileSource(file);
    try {
      return source.size >= 4 && looksLikeZip(await source.read(0, 4));
    } finally {
      await source.close();
    }
  } catch {
    return false; // opening it says why
  }
}

function* missingOn(contents: DiscContents, locatorOf: (name: string) => Locator): Generator<Found> {
  for (const name of contents.missing) yield missing(locatorOf(name));
}

function readable(locator: Locator): Found {
  return { locator, fault: null, incidental: false };
}

function faulty(locator: Locator, fault: Coded): Found {
  return { locator, fault, incidental: false };
}

function missing(locator: Locator): Found {
  return faulty(locator, { code: 'dicomdir-file-missing', details: {} });
}
