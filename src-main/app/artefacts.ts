import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId, ResultId } from '../../src-shared/contract/ids.ts';
import type { Settings } from '../../src-shared/contract/records.ts';
import type { CaseLog } from '../caselog/index.ts';
import { PICTURE_FOLDER } from '../inference/index.ts';
import { caseView } from './case-view.ts';

/** Where results and their pictures are. */
export interface ArtefactPlaces {
  readonly log: Pick<CaseLog, 'call'>;
  readonly dataFolder: string;
  readonly settings: Pick<Settings, 'readFirst'>;
  /** Whether whoever is signed in reads a case blinded. */
  readonly blinded: (caseId: CaseId) => Promise<boolean>;
}

/**
 * The file of a picture that a result speaks of, checked against the hash in the result's record. What read-first or a blinded
 * reading hides is not there.
 *
 * @param index place among the result's artefacts
 * @throws CodedError `record-missing` (no such result or picture that may be seen), `artefact-missing`, `artefact-altered`
 */
export async function readArtefact(
  { log, dataFolder, settings, blinded }: ArtefactPlaces,
  resultId: ResultId,
  index: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { caseId } = await log.call('result.case', { resultId });
  const stored = await log.call('case.get', { caseId });
  const { results } = caseView(stored, { ...settings, blinded: await blinded(caseId) });
  const artefact = results.find(({ id }) => id === resultId)?.result.artefacts?.[index];
  if (!artefact) throw new CodedError('record-missing');
  const file = path.join(dataFolder, PICTURE_FOLDER, artefact.name);
  const bytes = await readFile(file).catch(() => {
    throw new CodedError('artefact-missing');
  });
  const unchanged = createHash('sha256').update(bytes).digest('hex') === artefact.sha256;
  if (!unchanged) throw new CodedError('artefact-altered');
  return new Uint8Array(bytes);
}
