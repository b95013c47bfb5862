import { randomBytes } from 'node:crypto';
import { rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Writes a file where a person wants it; what lies there already is replaced, but only by the whole new file: on a full disk, or when
 * the program is ended meanwhile, the old one stays, and never does half a picture lie under a picture's name. Errors:
 * `disk-full`, `output-unwritable`.
 *
 * @param folders `made`: with those that are missing above it. Where the person chose among those that are there, one that is not is gone
 */
export async function replaceFile(
  file: string,
  content: Uint8Array | string,
  folders: 'made' | 'there' = 'there',
): Promise<void> {
  const folder = path.dirname(file);
  // of a short name: a long one has no room for more
  const part = path.join(folder, `.${randomBytes(6).toString('hex')}.part`);
  try {
    if (folders === 'made') makeFolder(folder);
    await writeFile(part, content, { flag: 'wx' });
    await rename(part, file);
  } catch (error) {
    await unlink(part).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new CodedError('disk-full', { unkept: 'file' });
    throw new CodedError('output-unwritable');
  }
}
