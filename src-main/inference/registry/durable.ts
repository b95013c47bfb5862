import { open, rename } from 'node:fs/promises';
import { CodedError, isOpenLimit } from '../../../src-shared/contract/coded.ts';

/** Gives a file or folder its name for good: renamed, and the folder that holds it synced (Windows cannot, and need not). */
export async function renameDurably(from: string, to: string, holder: string): Promise<void> {
  await rename(from, to);
  await syncFolder(holder);
}

/** Makes what was named in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A failure of writing as a person should hear it: `disk-full`, `files-open-limit`, else `models-unwritable`. Coded ones stay what they are. */
export function writingFailure(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  if (isOpenLimit(error)) return new CodedError('files-open-limit');
  const code = (error as { code?: unknown } | null)?.code;
  return new CodedError(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'models-unwritable', {
    reason: typeof code === 'string' ? code : 'unknown',
  });
}
