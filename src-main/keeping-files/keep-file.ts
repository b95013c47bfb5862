import { createHash, randomBytes } from 'node:crypto';
import { link, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM']);
const SHARING = new Set(['EPERM', 'EACCES', 'EBUSY']);
/** Windows: a virus scanner may hold a fresh file for a moment. */
const RETRY_MS = [20, 60, 200, 600];

/** What the file system is asked to do; replaced in tests. */
export interface FileSystem {
  readonly open: typeof open;
  readonly link: typeof link;
  readonly rename: typeof rename;
  readonly unlink: typeof unlink;
  readonly platform: NodeJS.Platform;
}

const REAL: FileSystem = { open, link, rename, unlink, platform: process.platform };

/**
 * Writes a new file so that it is either wholly there or not at all, also after a power cut: a temporary file in the same
 * folder, fsync, given its name, fsync of the folder. A file that is there already is never replaced.
 *
 * @returns SHA-256 of the bytes, hex
 * @throws CodedError `disk-full`, `log-read-only`; the system's EEXIST where the name is taken
 */
export async function keepFile(folder: string, name: string, bytes: Uint8Array, system = REAL): Promise<string> {
  const target = path.join(folder, name);
  const temporary = path.join(folder, `.${name}.${randomBytes(6).toString('hex')}.part`);
  try {
    await writeThrough(temporary, bytes, system);
    await giveName(temporary, target, system);
    await syncFolder(folder, system);
  } catch (thrown) {
    await system.unlink(temporary).catch(() => undefined);
    throw asCoded(thrown);
  }
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * As {@link keepFile}, under the first of the names `nameOf(1)`, `nameOf(2)` … that is free: a name may be taken by a file
 * that a crash left before it came into the log.
 */
export async function keepFileUnderFreeName(
  folder: string,
  nameOf: (count: number) => string,
  bytes: Uint8Array,
): Promise<{ name: string; sha256: string }> {
  for (let count = 1; ; count += 1) {
    const name = nameOf(count);
    try {
      return { name, sha256: await keepFile(folder, name, bytes) };
    } catch (thrown) {
      if (errnoOf(thrown) !== 'EEXIST') throw thrown;
    }
  }
}

async function writeThrough(file: string, bytes: Uint8Array, system: FileSystem): Promise<void> {
  const handle = await system.open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A hard link fails where the name is taken, which a rename does not; file systems without links get the rename. */
async function giveName(temporary: string, target: string, system: FileSystem): Promise<void> {
  try {
    await system.link(temporary, target);
  } catch (thrown) {
    if (errnoOf(thrown) === 'EEXIST') throw thrown;
    await renameToFree(temporary, target, system);
    return;
  }
  await system.unlink(temporary);
}

async function renameToFree(temporary: string, target: string, system: FileSystem): Promise<void> {
  await (await system.open(target, 'wx', 0o600)).close();
  for (const wait of [...RETRY_MS, undefined]) {
    try {
      await system.rename(temporary, target);
      return;
    } catch (thrown) {
      if (wait === undefined || system.platform !== 'win32' || !SHARING.has(errnoOf(thrown))) {
        await system.unlink(target).catch(() => undefined);
        throw thrown;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

async function syncFolder(folder: string, system: FileSystem): Promise<void> {
  if (system.platform === 'win32') return;
  const handle = await system.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function errnoOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
}

function asCoded(thrown: unknown): unknown {
  const code = errnoOf(thrown);
  if (FULL.has(code)) return new CodedError('disk-full', {}, { cause: thrown });
  if (READ_ONLY.has(code)) return new CodedError('log-read-only', {}, { cause: thrown });
  return thrown;
}
