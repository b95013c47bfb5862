import { existsSync } from 'node:fs';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import type { Reader } from '../reading/index.ts';

/** A mask file, granted to the reader. */
export interface TrueMask {
  readonly id: InstanceId;
  readonly description: InstanceDescription;
}

/**
 * Where the mask lies that a row names: below one of the folders that were chosen, never outside of them.
 *
 * @param name with `/` between folders
 * @param folders that a person chose, in the order of looking
 * @throws `source-gone` where there is no such file below them
 */
export function maskFile(name: string, folders: readonly string[]): string {
  for (const folder of folders) {
    const root = path.resolve(folder);
    const file = path.resolve(root, ...name.split('/'));
    if (file.startsWith(root.endsWith(path.sep) ? root : root + path.sep) && existsSync(file)) return file;
  }
  throw new CodedError('source-gone');
}

/** Describes a mask file and grants it. Throws what reading it throws, `not-an-image` where it holds none. */
export async function grantMask(
  reader: Pick<Reader, 'index' | 'grant'>,
  file: string,
  id: InstanceId,
): Promise<TrueMask> {
  let found: { readonly path: string; readonly description: InstanceDescription } | undefined;
  let failure = new CodedError('not-an-image');
  const { done } = reader.index([file], (event) => {
    if (event.kind === 'instance') found = event;
    else if (event.kind === 'failed') failure = new CodedError(event.error.code, event.error.details);
  });
  await done;
  if (!found) throw failure;
  await reader.grant([{ id, path: found.path, fileSha256: found.description.fileSha256 }]);
  return { id, description: found.description };
}
