import type { StoredInstance } from '../caselog/index.ts';
import type { Reader } from '../reading/index.ts';

/** Lets the reader open these pictures, as long as their files are the ones that were imported. */
export function grantTo(reader: Pick<Reader, 'grant'>, instances: readonly StoredInstance[]): Promise<void> {
  return reader.grant(instances.map(({ id, path, description }) => ({ id, path, fileSha256: description.fileSha256 })));
}
