import { dialog, type BrowserWindow } from 'electron';
import path from 'node:path';
import { replaceFile } from '../keeping-files/index.ts';

/**
 * Asks where a file is to go and writes it there.
 *
 * @param name suggested, without extension; holds no patient text
 * @returns false when the person thought better of it. Errors: `disk-full`, `output-unwritable`
 */
export async function writeWhereAsked(
  window: BrowserWindow,
  name: string,
  format: 'png' | 'csv' | 'pdf',
  content: Uint8Array | string,
): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: `${name}.${format}`,
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  if (canceled || !filePath) return false;
  const file = path.extname(filePath) === '' ? `${filePath}.${format}` : filePath;
  await replaceFile(file, content);
  return true;
}
