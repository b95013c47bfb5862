import type { Identity } from '../../src-shared/imaging/instance.ts';
import { t } from './language.svelte.ts';
import { ageOn, type Age } from './patient-age.ts';
import { privacy } from './privacy.svelte.ts';

/** Whether a picture names nobody: neither a name nor an id. */
export function isUnidentified(identity: Identity): boolean {
  return !identity.patientName && !identity.patientId;
}

/**
 * The patient's name as it heads a bar, tab or row; a picture without identity is called so, with its file name. While identity is hidden everybody is called so.
 */
export function patientName(of: { identity: Identity; sourceName: string }): string {
  if (privacy.on) return t('shell.patient.hidden');
  if (isUnidentified(of.identity)) return t('shell.patient.no-identity', { file: of.sourceName });
  return of.identity.patientName || t('shell.patient.no-name');
}

/** The day of a study as it may be shown: null where it is not known, or identity is hidden. */
export function studyDay(of: Pick<Identity, 'studyDate'>): string | null {
  return privacy.on ? null : of.studyDate;
}

function ageWords(age: Age): string {
  const { value } = age;
  if (age.unit === 'day') return t('shell.patient.age-days', { value });
  return age.unit === 'month' ? t('shell.patient.age-months', { value }) : t('shell.patient.age-years', { value });
}

function sexWord(sex: Identity['sex']): string | null {
  if (sex === 'F') return t('shell.patient.sex-f');
  if (sex === 'M') return t('shell.patient.sex-m');
  return sex === 'O' ? t('shell.patient.sex-o') : null;
}

/** Sex and age on the day of the study, such as `F 4 y`; what is unknown is left out. Empty where nothing is known. */
export function sexAndAge(identity: Identity): string {
  const age = ageOn(identity.birthDate, identity.studyDate);
  return [sexWord(identity.sex), age && ageWords(age)].filter(Boolean).join(' ');
}
