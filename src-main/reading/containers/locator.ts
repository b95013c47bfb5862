import path from 'node:path';

/**
 * How a file is named across processes and restarts, and in the case log: its path, or, inside an archive, the archive's
 * path, `//`, and the entry's name with single slashes (`/media/stick/images.zip//DICOM/IM1`). A normalised path never
 * holds `//` behind its beginning, so no file can be mistaken for an entry; the last name of a locator is its file name.
 */
export type Locator = string;

const BETWEEN = '//';

/** The locator of a file system path: normalised, without a slash at its end, a Windows share's two backslashes kept. */
export function fileLocator(file: string): Locator {
  const normal = path.normalize(file);
  return normal === path.parse(normal).root ? normal : normal.endsWith(path.sep) ? normal.slice(0, -1) : normal;
}

/** The locator of an archive's entry. `name`: relative, single slashes, no empty part (see `safeEntryNames`). */
export function entryLocator(archive: Locator, name: string): Locator {
  return `${archive}${BETWEEN}${name}`;
}

/** The file that holds what a locator names, and the entry inside it; null where the file itself is named. */
export function parseLocator(locator: Locator): { file: string; entry: string | null } {
  const at = locator.indexOf(BETWEEN, 1);
  return at < 0
    ? { file: locator, entry: null }
    : { file: locator.slice(0, at), entry: locator.slice(at + BETWEEN.length) };
}

/** A locator that does not depend on the folder in which the program was started. */
export function absoluteLocator(locator: Locator): Locator {
  const { file, entry } = parseLocator(locator);
  const absolute = path.resolve(file);
  return entry === null ? absolute : entryLocator(absolute, entry);
}
