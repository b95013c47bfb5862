import type { Vector } from '../../src-shared/imaging/vectors.ts';
import { t } from '../app/language.svelte.ts';

/** A place in the patient as it is read out: to which side of the frame of reference's origin, in millimetres. */
export function patientPlace([x, y, z]: Vector): string {
  const side = (mm: number, towards: string, away: string) => `${mm < 0 ? away : towards} ${Math.abs(mm).toFixed(1)}`;
  return t('measure.patient-place', { place: [side(x, 'L', 'R'), side(y, 'P', 'A'), side(z, 'H', 'F')].join('  ') });
}
