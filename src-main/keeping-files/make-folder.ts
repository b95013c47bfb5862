import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder and those that are missing above it; one that is there is left as it is. Node's own recursive way never ends
 * where a file system makes no folders at all (`/proc`). Throws the system's errors: `EEXIST` where a file stands in the place,
 * `ENOTDIR` where one stands above it, `ENOENT`, `EACCES`, `EROFS`.
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = path.resolve(folder); !isThere(at); at = path.dirname(at)) missing.push(at);
  for (const each of missing.reverse()) make(each);
  // also tells of a file in the place
  if (missing.length === 0) make(folder);
}

function isThere(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false }) !== undefined || path.dirname(place) === place;
}

function make(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // somebody was quicker, or it was there
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
