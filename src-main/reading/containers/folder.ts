import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_DEPTH = 32;
const MAX_FILES = 1_000_000;
/** What discs start by themselves and what desktops leave behind: never a picture. */
const NEVER_READ = new Set(['autorun.inf', 'autorun.exe', 'thumbs.db', 'desktop.ini']);

/**
 * Yields the files under the roots, each folder's entries sorted by name, files before subfolders. A root may be a file.
 * Links are not followed, hidden entries (leading dot) and autorun files are skipped, folders deeper than 32 and files
 * beyond the millionth are not entered; a folder that can't be read is skipped. A root that does not exist is yielded as
 * it is, so that opening it says `source-gone`.
 */
export async function* filesUnder(roots: readonly string[]): AsyncGenerator<string> {
  let yielded = 0;
  for (const root of roots) {
    for await (const file of walk(root)) {
      if (++yielded > MAX_FILES) return;
      yield file;
    }
  }
}

async function* walk(root: string): AsyncGenerator<string> {
  const stats = await lstat(root).catch(() => undefined);
  if (!stats?.isDirectory()) {
    if (!stats?.isSymbolicLink()) yield root;
    return;
  }
  // A list instead of recursion: the depth of a folder tree is the disc's choice, the depth of the stack is ours.
  const waiting = [{ folder: root, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { folder, depth } = next;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const entry of entries) {
      if (entry.isFile() && isWorthReading(entry.name)) yield join(folder, entry.name);
    }
    if (depth === MAX_DEPTH) continue;
    const folders = entries.filter((entry) => entry.isDirectory() && isWorthReading(entry.name));
    for (const { name } of folders.reverse()) waiting.push({ folder: join(folder, name), depth: depth + 1 });
  }
}

function isWorthReading(name: string): boolean {
  return !name.startsWith('.') && !NEVER_READ.has(name.toLowerCase());
}
