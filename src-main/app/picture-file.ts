import type { BrowserWindow } from 'electron';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import { writeWhereAsked } from './write-where-asked.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Asks where a picture of a case is to go and writes it. The suggested name holds no patient text.
 *
 * @returns false when the person thought better of it. Errors: `call-malformed` (no PNG), `disk-full`, `output-unwritable`
 */
export async function savePictureFile(window: BrowserWindow, caseId: CaseId, png: Uint8Array): Promise<boolean> {
  if (!SIGNATURE.every((byte, i) => png[i] === byte)) throw new CodedError('call-malformed', { field: 'png' });
  return writeWhereAsked(window, `picture-${today()}-${caseId}`, 'png', png);
}

/** The day of today, as file names carry it. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
