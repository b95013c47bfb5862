import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { openFile } from './containers/byte-source.ts';
import { openImage } from './open-image.ts';

/**
 * Describes one file: its image's description, size and hash. Decodes no pixels. Throws the codes of `openFile` and
 * `openImage`.
 */
export async function describeFile(
  path: string,
  alive?: () => void,
): Promise<{ modifiedMs: number; description: InstanceDescription }> {
  const { source, size, modifiedMs, sha256 } = await openFile(path, alive);
  try {
    const { description } = await openImage(source);
    return { modifiedMs, description: { ...description, fileBytes: size, fileSha256: sha256 } };
  } finally {
    await source.close();
  }
}
