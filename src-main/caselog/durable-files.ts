import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import path from 'node:path';

/**
 * Gives a finished file its final name, in the same folder: after a power cut there is either the whole file or none.
 * Errors: those of the file system.
 */
export function publishFile(temporary: string, final: string): void {
  sync(temporary, 'r+');
  renameSync(temporary, final);
  // Windows can't sync folders.
  if (process.platform !== 'win32') sync(path.dirname(final), 'r');
}

function sync(file: string, flags: string): void {
  const descriptor = openSync(file, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
