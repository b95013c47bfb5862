import path from 'node:path';
import type { Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import { listedNames } from '../../src-shared/imaging/file-names.ts';
import { sharedPatientKey } from '../../src-shared/imaging/identity-keys.ts';
import type { Log } from './log.ts';

const PEOPLE = 'patients.key = ? OR (patients.key > ? AND patients.key < ?)';

/** What {@link PEOPLE} asks for: their keys are the shared one, or that with a name behind it. */
function peopleWith(key: string): [string, string, string] {
  const shared = sharedPatientKey(key);
  const named = shared.slice(0, -1);
  return [shared, `${named},`, `${named}-`];
}

/** How many people, by their names, stand under the id, issuer and birth date of a patient's key. */
export function peopleOfPatient(log: Log, key: string): number {
  return log.column<number>(`SELECT count(*) FROM patients WHERE ${PEOPLE}`, ...peopleWith(key))[0] as number;
}

/**
 * What is uncertain about whose a case is: `identity-name-differs` where its patient's id stands with several `names`, with the
 * first of the `files` under each.
 */
export function patientWarnings(log: Log, caseId: CaseId): Coded[] {
  const patient = log.one<{ key: string }>(
    `SELECT patients.key AS key FROM cases JOIN studies ON studies.id = study_id JOIN patients ON patients.id = studies.patient_id
     WHERE cases.id = ?`,
    caseId,
  );
  const names = patient ? peopleOfPatient(log, patient.key) : 1;
  if (!patient || names < 2) return [];
  const firsts = log.column<string>(
    `SELECT path FROM (SELECT instances.path AS path, min(instances.id) AS first FROM patients JOIN studies ON studies.patient_id = patients.id
       JOIN cases ON cases.study_id = studies.id JOIN instances ON instances.id = first_instance_id
     WHERE ${PEOPLE} GROUP BY patients.id ORDER BY patients.id)`,
    ...peopleWith(patient.key),
  );
  return [
    {
      code: 'identity-name-differs',
      details: { names, files: listedNames(firsts.map((first) => path.basename(first))) },
    },
  ];
}
