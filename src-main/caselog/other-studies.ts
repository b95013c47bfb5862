import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId, InstanceId } from '../../src-shared/contract/ids.ts';
import type { PatientStudy } from '../../src-shared/contract/records.ts';
import { namesOnePerson } from '../../src-shared/imaging/identity-keys.ts';
import { z } from '../../src-shared/schema.ts';
import { caseRecord } from './cases.ts';
import type { Log } from './log.ts';

const Modalities = z.array(z.string());

interface StudyRow {
  id: CaseId;
  modalities: string;
  body_part: string | null;
  series_count: number;
  instance_count: number;
}

/**
 * The other studies of a case's patient, newest first by study date and time, those without a date last. None where the
 * file names no patient, or by a name without a birth date: many people share one. Errors: `record-altered`.
 */
export function otherStudies(log: Log, caseId: CaseId): PatientStudy[] {
  return log.read(() => {
    const patient = log.one<{ id: number; key: string }>(
      `SELECT patients.id AS id, patients.key AS key FROM cases JOIN studies ON studies.id = study_id
       JOIN patients ON patients.id = studies.patient_id WHERE cases.id = ?`,
      caseId,
    );
    if (!patient || !namesOnePerson(patient.key)) return [];
    const rows = log.all<StudyRow>(
      `SELECT cases.id AS id, modalities, body_part, series_count, instance_count FROM cases
       JOIN studies ON studies.id = study_id WHERE studies.patient_id = ? AND cases.id <> ? AND instance_count > 0`,
      patient.id,
      caseId,
    );
    return rows.map((row) => studyOf(log, row)).sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
  });
}

/** Errors: `record-missing`; `patient-mismatch` where the instance is of neither the case nor another study of its patient. */
export function needInstanceOfPatient(log: Log, caseId: CaseId, instanceId: InstanceId): void {
  const owner = log.need<{ case_id: CaseId }>('instances', 'SELECT case_id FROM instances WHERE id = ?', instanceId);
  if (owner.case_id === caseId) return;
  if (!otherStudies(log, caseId).some((study) => study.caseId === owner.case_id))
    throw new CodedError('patient-mismatch');
}

function studyOf(log: Log, row: StudyRow): PatientStudy {
  const { identity, state } = caseRecord(log, row.id);
  return {
    caseId: row.id,
    studyDate: identity.studyDate,
    studyTime: identity.studyTime,
    description: identity.studyDescription,
    modalities: Modalities.parse(JSON.parse(row.modalities)),
    bodyPart: row.body_part,
    seriesCount: row.series_count,
    instanceCount: row.instance_count,
    state,
  };
}

function timeOf({ studyDate, studyTime }: PatientStudy): string {
  return `${studyDate ?? ''} ${studyTime ?? ''}`;
}
