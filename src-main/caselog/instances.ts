import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId, InstanceId, SeriesId } from '../../src-shared/contract/ids.ts';
import { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { z } from '../../src-shared/schema.ts';
import type { CaseLogCalls, StoredInstance } from './calls.ts';
import { comparableName, patientKey, seriesKey, studyKey } from './identity-keys.ts';
import { timeNow, type Log } from './log.ts';
import { seal, unseal } from './sealed-record.ts';
import { searchText } from './search-text.ts';

type Import = CaseLogCalls['instance.import'];

const InstanceRecord = z.object({ description: InstanceDescription });

interface InstanceRow {
  id: InstanceId;
  series_id: SeriesId;
  case_id: CaseId;
  file_sha256: string;
  path: string;
  modified_ms: number;
  record: string;
  sha256: string;
}

const COLUMNS = 'id, series_id, case_id, file_sha256, path, modified_ms, record, sha256';

/**
 * Files an instance under its patient, study, series and case, all in one transaction. The same file again (by SHA-256)
 * only gets its new path and time.
 * Errors: `patient-mismatch`: the study is filed under another patient, or the patient under another name;
 * `dicom-uid-conflict`: the instance's UID is known with other content. Nothing is kept then.
 */
export function importInstance(log: Log, input: Import['input']): Import['output'] {
  const description = InstanceDescription.parse(input.description);
  return log.write(() => {
    const same = log.one<{ id: InstanceId; case_id: CaseId }>(
      'SELECT id, case_id FROM instances WHERE file_sha256 = ?',
      description.fileSha256,
    );
    if (same) {
      log.run('UPDATE instances SET path = ?, modified_ms = ? WHERE id = ?', input.path, input.modifiedMs, same.id);
      return { caseId: same.case_id, instanceId: same.id, isNew: false };
    }
    const caseId = fileCase(log, input.sourceName, description);
    const seriesId = fileSeries(log, caseId, description);
    const uid = description.instanceUid?.trim() || null;
    if (uid !== null && log.one('SELECT id FROM instances WHERE instance_uid = ?', uid)) {
      throw new CodedError('dicom-uid-conflict');
    }
    const instanceId = log.nextId('instances') as InstanceId;
    const fileSha256 = description.fileSha256;
    const { record, sha256 } = seal({ id: instanceId, caseId, seriesId, fileSha256, description });
    log.run(
      `INSERT INTO instances (id, series_id, case_id, instance_uid, file_sha256, path, modified_ms, record, sha256)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[instanceId, seriesId, caseId, uid, fileSha256, input.path, input.modifiedMs, record, sha256],
    );
    recountCase(log, caseId, instanceId, description);
    return { caseId, instanceId, isNew: true };
  });
}

/** Errors: `record-missing`, `record-altered`. */
export function getInstance(log: Log, instanceId: InstanceId): StoredInstance {
  const row = log.need<InstanceRow>('instances', `SELECT ${COLUMNS} FROM instances WHERE id = ?`, instanceId);
  return stored(row);
}

/** All instances of a case in the order of their import. Errors: `record-altered`. */
export function instancesOfCase(log: Log, caseId: CaseId): StoredInstance[] {
  return log.all<InstanceRow>(`SELECT ${COLUMNS} FROM instances WHERE case_id = ? ORDER BY id`, caseId).map(stored);
}

function stored(row: InstanceRow): StoredInstance {
  const columns = { seriesId: row.series_id, caseId: row.case_id, fileSha256: row.file_sha256 };
  const { description } = unseal('instances', row, columns, InstanceRecord);
  return {
    id: row.id,
    seriesId: row.series_id,
    caseId: row.case_id,
    path: row.path,
    modifiedMs: row.modified_ms,
    description,
  };
}

/** The case of the file's study; made, with its patient, where it is new. */
function fileCase(log: Log, sourceName: string, description: InstanceDescription): CaseId {
  const { identity } = description;
  const patientId = filePatient(log, description);
  const key = studyKey(description);
  const known = log.one<{ case_id: CaseId; patient_id: number | null }>(
    'SELECT cases.id AS case_id, patient_id FROM studies JOIN cases ON study_id = studies.id WHERE key = ?',
    key,
  );
  if (known) {
    if (known.patient_id !== patientId) throw new CodedError('patient-mismatch');
    return known.case_id;
  }
  const studyId = log.run(
    'INSERT INTO studies (key, uid, patient_id) VALUES (?, ?, ?)',
    ...[key, identity.studyUid, patientId],
  );
  const caseId = log.nextId('cases') as CaseId;
  const importedAt = timeNow();
  const { record, sha256 } = seal({ id: caseId, identity, sourceName, importedAt });
  log.run(
    'INSERT INTO cases (id, study_id, record, sha256, imported_at, search) VALUES (?, ?, ?, ?, ?, ?)',
    ...[caseId, studyId, record, sha256, importedAt, ''],
  );
  return caseId;
}

function filePatient(log: Log, { identity }: InstanceDescription): number | null {
  const key = patientKey(identity);
  if (key === null) return null;
  const name = comparableName(identity.patientName);
  const known = log.one<{ id: number; comparable_name: string | null }>(
    'SELECT id, comparable_name FROM patients WHERE key = ?',
    key,
  );
  if (!known) {
    return log.run(
      'INSERT INTO patients (key, patient_id, issuer, birth_date, name, comparable_name) VALUES (?, ?, ?, ?, ?, ?)',
      ...[key, identity.patientId, identity.issuer, identity.birthDate, identity.patientName, name],
    );
  }
  if (known.comparable_name === null) {
    const sql = 'UPDATE patients SET name = ?, comparable_name = ? WHERE id = ?';
    log.run(sql, identity.patientName, name, known.id);
  } else if (name !== null && name !== known.comparable_name) {
    throw new CodedError('patient-mismatch');
  }
  return known.id;
}

function fileSeries(log: Log, caseId: CaseId, description: InstanceDescription): SeriesId {
  const key = seriesKey(description);
  const { study_id: studyId } = log.one<{ study_id: number }>('SELECT study_id FROM cases WHERE id = ?', caseId)!;
  const known = log.one<{ id: SeriesId }>('SELECT id FROM series WHERE study_id = ? AND key = ?', studyId, key);
  if (known) return known.id;
  return log.run(
    'INSERT INTO series (study_id, case_id, key, number, description, modality) VALUES (?, ?, ?, ?, ?, ?)',
    ...[studyId, caseId, key, description.seriesNumber, description.seriesDescription, description.gate.modality],
  ) as SeriesId;
}

/** Brings what the worklist shows of a case up to date with one more instance. */
function recountCase(log: Log, caseId: CaseId, instanceId: InstanceId, description: InstanceDescription): void {
  type Row = { record: string; modalities: string; body_part: string | null };
  const row = log.one<Row>('SELECT record, modalities, body_part FROM cases WHERE id = ?', caseId)!;
  const { identity, sourceName } = JSON.parse(row.record) as Parameters<typeof searchText>[0];
  const modalities = new Set(JSON.parse(row.modalities) as string[]);
  if (description.gate.modality) modalities.add(description.gate.modality);
  const bodyPart = row.body_part ?? description.gate.bodyPart;
  const shown = { identity, sourceName, modalities: [...modalities], bodyPart };
  log.run(
    `UPDATE cases SET modalities = ?, body_part = ?, search = ?, instance_count = instance_count + 1,
       series_count = (SELECT count(*) FROM series WHERE case_id = cases.id),
       first_instance_id = coalesce(first_instance_id, ?) WHERE id = ?`,
    ...[JSON.stringify(shown.modalities), bodyPart, searchText(shown), instanceId, caseId],
  );
}
