// Runs a trial on a disk of its own: a small tmpfs that only the trial's own mount namespace sees.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { temporaryFolder } from '../examples.ts';

/** Why no such disk can be had here; null where it can. */
export function whyNoDisk(): string | null {
  const made = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'trial', '/mnt'], { encoding: 'utf8' });
  return made.status === 0 ? null : `no disk of its own: ${made.stderr || made.error?.message}`;
}

/** Runs `trials/<name>` with a fresh disk of `megabytes` as its argument; gives the JSON that it prints. */
export function runOnDisk(name: string, megabytes: number): unknown {
  const { folder, remove } = temporaryFolder();
  try {
    const script = path.join(import.meta.dirname, name);
    const mount = `mount -t tmpfs -o size=${megabytes}m trial "$1" && exec "$2" "$3" "$1"`;
    const ran = spawnSync('unshare', ['-Urm', 'sh', '-c', mount, 'sh', folder, process.execPath, script], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    if (ran.status !== 0) throw new Error(`${name} failed: ${ran.stderr || ran.error?.message}`);
    return JSON.parse(ran.stdout);
  } finally {
    remove();
  }
}
