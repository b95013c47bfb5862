import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

/** Begins the names of folders that are not finished yet, and says who writes them: machine and process. */
export function temporaryPrefix(pid: number | string): string {
  const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
  return `.skiagraph-${machine}-${pid}-`;
}

/**
 * Removes what processes of this machine that are no more left unfinished in a folder; what can't be removed stays.
 *
 * @param folder absolute
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, , pid = ''] = name.slice(1).split('-');
    if (!/^\d+$/.test(pid) || !name.startsWith(temporaryPrefix(pid)) || isAlive(Number(pid))) continue;
    await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // somebody else's process is alive too
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
