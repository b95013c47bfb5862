import { dirname } from 'node:path';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import { DocumentDescription } from '../../src-shared/imaging/document.ts';
import { comparableName, patientKey, sharedPatientKey } from '../../src-shared/imaging/identity-keys.ts';
import { studyKey } from '../../src-shared/imaging/study-keys.ts';
import { z } from '../../src-shared/schema.ts';
import type { CaseLogCalls } from './calls.ts';
import type { Log } from './log.ts';
import { seal, unseal } from './sealed-record.ts';

type Import = CaseLogCalls['document.import'];

const DocumentRecord = z.object({ description: DocumentDescription });

interface DocumentRow {
  id: number;
  study_key: string;
  patient_key: string | null;
  comparable_name: string | null;
  file_sha256: string;
  record: string;
  sha256: string;
}

interface CaseRow {
  case_id: CaseId;
  patient_key: string | null;
  comparable_name: string | null;
}

/**
 * Keeps what a DICOM object without pixels says of itself. The same file again (by SHA-256) only gets its new path and time.
 * @returns the case that lists it; null as long as no picture of its study has been filed
 */
export function importDocument(log: Log, input: Import['input']): Import['output'] {
  const description = DocumentDescription.parse(input.document);
  return log.write(() => {
    const { fileSha256, identity } = description;
    const study = studyKey(description, dirname(input.path));
    const patient = patientKey(identity);
    const name = comparableName(identity.patientName);
    const same = log.one<{ id: number }>('SELECT id FROM documents WHERE file_sha256 = ?', fileSha256);
    if (same) {
      log.run('UPDATE documents SET path = ?, modified_ms = ? WHERE id = ?', input.path, input.modifiedMs, same.id);
    } else {
      const id = log.nextId('documents');
      const { record, sha256 } = seal({ id, fileSha256, description });
      log.run(
        `INSERT INTO documents (id, study_key, patient_key, comparable_name, file_sha256, path, modified_ms, record, sha256)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[id, study, patient, name, fileSha256, input.path, input.modifiedMs, record, sha256],
      );
    }
    const cases = log.all<CaseRow>(
      `SELECT cases.id AS case_id, patients.key AS patient_key, patients.comparable_name AS comparable_name
       FROM studies JOIN cases ON study_id = studies.id LEFT JOIN patients ON patients.id = studies.patient_id
       WHERE studies.key = ? OR (studies.key > ? AND studies.key < ?) ORDER BY cases.id`,
      ...[study, `${study}\t`, `${study}\n`],
    );
    const own = cases.find((each) => isOneOf(each, { patient_key: patient, comparable_name: name }));
    return { caseId: own?.case_id ?? null };
  });
}

/** The objects without pixels of a case's study and patient, in the order of their import. Errors: `record-altered`. */
export function documentsOfCase(log: Log, caseId: CaseId): DocumentDescription[] {
  const row = log.one<CaseRow & { study_key: string }>(
    `SELECT cases.id AS case_id, studies.key AS study_key, patients.key AS patient_key, patients.comparable_name AS comparable_name
     FROM cases JOIN studies ON studies.id = study_id LEFT JOIN patients ON patients.id = studies.patient_id
     WHERE cases.id = ?`,
    caseId,
  );
  if (!row) return [];
  // Behind a tab stands the name of one of several people who share the study's key.
  const [study = ''] = row.study_key.split('\t');
  return log
    .all<DocumentRow>('SELECT * FROM documents WHERE study_key = ? ORDER BY id', study)
    .filter((document) => isOneOf(row, document))
    .map((document) => unseal('documents', document, { fileSha256: document.file_sha256 }, DocumentRecord).description);
}

/** Whether a document is of the patient of a case: the same id and birth date, and no other name. */
function isOneOf(
  { patient_key: key, comparable_name: name }: Pick<CaseRow, 'patient_key' | 'comparable_name'>,
  document: Pick<CaseRow, 'patient_key' | 'comparable_name'>,
): boolean {
  if ((key === null ? null : sharedPatientKey(key)) !== document.patient_key) return false;
  return name === null || document.comparable_name === null || name === document.comparable_name;
}
