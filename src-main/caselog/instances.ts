import { basename, dirname } from 'node:path';
import { CodedError, toCoded } from '../../src-shared/contract/coded.ts';
import type { CaseId, InstanceId, SeriesId } from '../../src-shared/contract/ids.ts';
import {
  comparableName,
  namedPatientKey,
  patientKey,
  sharedPatientKey,
} from '../../src-shared/imaging/identity-keys.ts';
import { listedNames } from '../../src-shared/imaging/file-names.ts';
import { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { seriesKey, studyKey } from '../../src-shared/imaging/study-keys.ts';
import { z } from '../../src-shared/schema.ts';
import type { CaseLogCalls, StoredInstance } from './calls.ts';
import { timeNow, type Log } from './log.ts';
import { peopleOfPatient } from './patients.ts';
import { seal, unseal } from './sealed-record.ts';
import { searchText } from './search-text.ts';
import { noteSeenFile } from './seen-files.ts';

type Import = CaseLogCalls['instance.import'];
type ImportMany = CaseLogCalls['instances.import'];

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
 * Errors: `patient-mismatch`: the study is filed under another patient; `dicom-uid-conflict`: the instance's UID is known with
 * other content; both with how many and the `files`. Nothing is kept then.
 */
export function importInstance(log: Log, input: Import['input']): Import['output'] {
  const description = InstanceDescription.parse(input.description);
  return log.write(() => {
    const filed = fileInstance(log, input, description);
    noteSeenFile(
      log,
      { path: input.path, bytes: description.fileBytes, modifiedMs: input.modifiedMs },
      filed.instanceId,
    );
    return filed;
  });
}

/**
 * {@link importInstance} of many in one transaction, which is as durable and waits for the disk once. One that can't be
 * filed is answered with its code and costs no other; where the storage fails, nothing of them is kept.
 */
export function importInstances(log: Log, { instances }: ImportMany['input']): ImportMany['output'] {
  const filed = log.write(() =>
    instances.map((input) => {
      try {
        return importInstance(log, input);
      } catch (error) {
        if (error instanceof z.ZodError) return { error: { code: 'call-malformed' as const, details: {} } };
        if (error instanceof CodedError) return { error: toCoded(error) };
        throw error;
      }
    }),
  );
  return { filed };
}

function fileInstance(log: Log, input: Import['input'], description: InstanceDescription): Import['output'] {
  const same = log.one<{ id: InstanceId; case_id: CaseId }>(
    'SELECT id, case_id FROM instances WHERE file_sha256 = ?',
    description.fileSha256,
  );
  if (same) {
    log.run('UPDATE instances SET path = ?, modified_ms = ? WHERE id = ?', input.path, input.modifiedMs, same.id);
    return { caseId: same.case_id, instanceId: same.id, isNew: false };
  }
  const caseId = fileCase(log, input, description);
  const seriesId = fileSeries(log, caseId, input, description);
  const uid = description.instanceUid?.trim() || null;
  const other = uid && log.one<{ path: string }>('SELECT path FROM instances WHERE instance_uid = ?', uid);
  if (other) throw new CodedError('dicom-uid-conflict', { count: 2, files: namesOf([other.path, input.path]) });
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
function fileCase(log: Log, { path, sourceName }: Import['input'], description: InstanceDescription): CaseId {
  const { identity } = description;
  const patient = filePatient(log, description);
  const study = studyKey(description, dirname(path));
  const known = casesOfStudy(log, study);
  const own = known.find(({ patient_id }) => patient_id === (patient?.id ?? null));
  if (own) return own.case_id;
  const shared = patient && sharedPatientKey(patient.key);
  if (known.some(({ patient_key: key }) => (key === null ? null : sharedPatientKey(key)) !== shared)) {
    const firsts = known.map(({ path: first }) => first);
    throw new CodedError('patient-mismatch', { patients: known.length + 1, files: namesOf([...firsts, path]) });
  }
  // People of one id under two names share the study's UID, and are kept apart all the same.
  const key = study + (known.length > 0 ? `\t${comparableName(identity.patientName) ?? ''}` : '');
  const studyId = log.run(
    'INSERT INTO studies (key, uid, patient_id) VALUES (?, ?, ?)',
    ...[key, identity.studyUid, patient?.id ?? null],
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

function casesOfStudy(log: Log, key: string) {
  return log.all<{ case_id: CaseId; patient_id: number | null; patient_key: string | null; path: string }>(
    `SELECT cases.id AS case_id, studies.patient_id AS patient_id, patients.key AS patient_key,
       (SELECT path FROM instances WHERE instances.id = first_instance_id) AS path
     FROM studies JOIN cases ON study_id = studies.id LEFT JOIN patients ON patients.id = studies.patient_id
     WHERE studies.key = ? OR (studies.key > ? AND studies.key < ?)`,
    ...[key, `${key}\t`, `${key}\n`],
  );
}

/** One id under two names is two people until somebody says otherwise: no merge, and both cases say so. */
function filePatient(log: Log, { identity }: InstanceDescription): { id: number; key: string } | null {
  const key = patientKey(identity);
  if (key === null) return null;
  const name = comparableName(identity.patientName);
  const sql = 'SELECT id, comparable_name FROM patients WHERE key = ?';
  const known = log.one<{ id: number; comparable_name: string | null }>(sql, key);
  if (!known) return addPatient(log, key, identity);
  const alone = peopleOfPatient(log, key) === 1;
  if (known.comparable_name === null && name !== null && alone) {
    const update = 'UPDATE patients SET name = ?, comparable_name = ? WHERE id = ?';
    log.run(update, identity.patientName, name, known.id);
  } else if (known.comparable_name !== name && (name !== null || !alone)) {
    const apart = namedPatientKey(key, name ?? '');
    const other = log.one<{ id: number }>(sql, apart);
    return other ? { id: other.id, key: apart } : addPatient(log, apart, identity);
  }
  return { id: known.id, key };
}

function addPatient(log: Log, key: string, identity: InstanceDescription['identity']): { id: number; key: string } {
  const id = log.run(
    'INSERT INTO patients (key, patient_id, issuer, birth_date, name, comparable_name) VALUES (?, ?, ?, ?, ?, ?)',
    ...[key, identity.patientId, identity.issuer, identity.birthDate, identity.patientName],
    comparableName(identity.patientName),
  );
  return { id, key };
}

function fileSeries(log: Log, caseId: CaseId, { path }: Import['input'], description: InstanceDescription): SeriesId {
  const key = seriesKey(description, dirname(path));
  const { study_id: studyId } = log.one<{ study_id: number }>('SELECT study_id FROM cases WHERE id = ?', caseId)!;
  const known = log.one<{ id: SeriesId }>('SELECT id FROM series WHERE study_id = ? AND key = ?', studyId, key);
  if (known) return known.id;
  return log.run(
    'INSERT INTO series (study_id, case_id, key, number, description, modality) VALUES (?, ?, ?, ?, ?, ?)',
    ...[studyId, caseId, key, description.seriesNumber, description.seriesDescription, description.gate.modality],
  ) as SeriesId;
}

/** Names that a person knows files by. A path may be more than a person should see. */
function namesOf(paths: readonly string[]): string {
  return listedNames(paths.map((path) => basename(path)));
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
