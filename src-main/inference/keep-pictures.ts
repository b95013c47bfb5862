import path from 'node:path';
import { keepFile, makeFolder } from '../keeping-files/index.ts';
import type { MadePicture } from './made-pictures.ts';

/** Where, within the data folder, the pictures lie that results speak of. */
export const PICTURE_FOLDER = 'artefacts';

/**
 * Writes the pictures of an analysis durably beside the case log, before the result that names them is stored. A picture's name
 * is made of its hash: one that is there already is the same. Errors: `disk-full`, `log-read-only`.
 */
export async function keepPictures(dataFolder: string, pictures: readonly MadePicture[]): Promise<void> {
  if (pictures.length === 0) return;
  const folder = path.join(dataFolder, PICTURE_FOLDER);
  makeFolder(folder);
  for (const { artefact, bytes } of pictures) {
    await keepFile(folder, artefact.name, bytes).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}
