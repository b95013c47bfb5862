import type { Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import { sharedPatientKey } from '../../src-shared/imaging/identity-keys.ts';
import type { Log } from './log.ts';

/** How many people, by their names, stand under the id, issuer and birth date of a patient's key. */
export function peopleOfPatient(log: Log, key: string): number {
  const shared = sharedPatientKey(key);
  // Their keys are the shared one with a name behind it.
  const named = shared.slice(0, -1);
  const sql = 'SELECT count(*) FROM patients WHERE key = ? OR (key > ? AND key < ?)';
  return log.column<number>(sql, shared, `${named},`, `${named}-`)[0] as number;
}

/** What is uncertain about whose a case is: `identity-name-differs` where its patient's id stands with several `names`. */
export function patientWarnings(log: Log, caseId: CaseId): Coded[] {
  const patient = log.one<{ key: string }>(
    `SELECT patients.key AS key FROM cases JOIN studies ON studies.id = study_id JOIN patients ON patients.id = studies.patient_id
     WHERE cases.id = ?`,
    caseId,
  );
  const names = patient ? peopleOfPatient(log, patient.key) : 1;
  return names > 1 ? [{ code: 'identity-name-differs', details: { names } }] : [];
}
