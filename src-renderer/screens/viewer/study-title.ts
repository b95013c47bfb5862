import type { PatientStudy } from '../../../src-shared/contract/records.ts';
import { t } from '../../app/language.svelte.ts';
import { studyDay } from '../../app/patient.ts';
import { privacy } from '../../app/privacy.svelte.ts';

/** What another study of the patient is called: its day, which is not shown while identity is hidden. */
export function studyTitle(study: Pick<PatientStudy, 'studyDate'>): string {
  return studyDay(study) ?? (privacy.on ? t('viewer.study.other') : t('viewer.study-date-unknown'));
}
