import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { CodedError, isOpenLimit } from '../../../src-shared/contract/coded.ts';

/**
 * Which links may stand for a file. `hard`: second names of the same file, as package systems make them in the program's own
 * folder; `none`: the file has one name, so that nobody changes it through another.
 */
export type Links = 'hard' | 'none';

export interface PlainFile {
  readonly handle: FileHandle;
  readonly bytes: number;
}

/**
 * Opens a file for reading that is really a file: what is checked is what was opened. Errors: `onnx-link`,
 * `files-open-limit`, `model-missing` where there is no file or it can't be read.
 */
export async function openPlainFile(file: string, links: Links): Promise<PlainFile> {
  const named = await lstat(file).catch(() => null);
  if (named?.isSymbolicLink()) throw new CodedError('onnx-link');
  if (!named?.isFile()) throw new CodedError('model-missing');
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((error: unknown) => {
    throw new CodedError(isOpenLimit(error) ? 'files-open-limit' : 'model-missing');
  });
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw new CodedError('model-missing');
    if (links === 'none' && info.nlink > 1) throw new CodedError('onnx-link');
    return { handle, bytes: info.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
