import { dialog, type BrowserWindow } from 'electron';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Asks where a picture of a case is to go and writes it. The suggested name holds no patient text.
 *
 * @returns false when the person thought better of it. Errors: `call-malformed` (no PNG), `disk-full`, `output-unwritable`
 */
export async function savePictureFile(window: BrowserWindow, caseId: CaseId, png: Uint8Array): Promise<boolean> {
  if (!SIGNATURE.every((byte, i) => png[i] === byte)) throw new CodedError('call-malformed', { field: 'png' });
  const day = new Date().toISOString().slice(0, 10);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: `picture-${day}-${caseId}.png`,
    filters: [{ name: 'PNG', extensions: ['png'] }],
  });
  if (canceled || !filePath) return false;
  const file = path.extname(filePath) === '' ? `${filePath}.png` : filePath;
  try {
    await writeFile(file, png);
  } catch (error) {
    throw new CodedError((error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'disk-full' : 'output-unwritable');
  }
  return true;
}
