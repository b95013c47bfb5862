import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId, ReportId } from '../../src-shared/contract/ids.ts';
import { ReportContent, SignedReport } from '../../src-shared/findings/report.ts';
import { comparableName, isUnidentified } from '../../src-shared/imaging/identity-keys.ts';
import type { Identity } from '../../src-shared/imaging/instance.ts';
import type { CaseLogCalls } from './calls.ts';
import { advanceState, caseRecord, needInstanceOfCase } from './cases.ts';
import { clearDraft } from './drafts.ts';
import type { Log } from './log.ts';
import { caseOfResult } from './results.ts';
import { seal, unseal, type SealedRow } from './sealed-record.ts';

interface ReportRow extends SealedRow {
  case_id: number;
  addendum_to: number | null;
  at: string;
}

const COLUMNS = 'id, case_id, addendum_to, at, record, sha256';

/**
 * Locks a signed report and clears the case's draft in one transaction. The time of signing is the one on the page.
 * Errors: `report-signer-needed` (content without a signature), `report-signed-already` (a second first report of a
 * case), `patient-mismatch` (the content's identity or what it quotes isn't of its case), `report-identity-needed`,
 * `record-missing`.
 */
export function addReport(log: Log, given: CaseLogCalls['report.add']['input']): SignedReport {
  const content = ReportContent.parse(given.content);
  const { caseId, signature } = content;
  if (signature === null) throw new CodedError('report-signer-needed');
  const addendumTo = content.addendumTo?.reportId ?? null;
  return log.write(() => {
    refuseOtherPatient(log, content);
    if (addendumTo === null && log.one('SELECT id FROM reports WHERE case_id = ?', caseId)) {
      throw new CodedError('report-signed-already');
    }
    const id = log.nextId('reports') as ReportId;
    const { signer, at: signedAt } = signature;
    const { pdfName, pdfSha256 } = given;
    const report = SignedReport.parse({ id, caseId, signer, signedAt, addendumTo, pdfName, pdfSha256, content });
    const { record, sha256 } = seal(report);
    log.run(
      `INSERT INTO reports (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
      ...[id, caseId, addendumTo, signedAt, record, sha256],
    );
    clearDraft(log, caseId);
    advanceState(log, caseId, 'signed');
    return report;
  });
}

/** Errors: `record-missing`, `record-altered`. */
export function getReport(log: Log, reportId: ReportId): SignedReport {
  return stored(log.need<ReportRow>('reports', `SELECT ${COLUMNS} FROM reports WHERE id = ?`, reportId));
}

/** A case's reports, oldest first. Errors: `record-altered`. */
export function reportsOfCase(log: Log, caseId: CaseId): SignedReport[] {
  return log.all<ReportRow>(`SELECT ${COLUMNS} FROM reports WHERE case_id = ? ORDER BY id`, caseId).map(stored);
}

function stored(row: ReportRow): SignedReport {
  const columns = { caseId: row.case_id, addendumTo: row.addendum_to, signedAt: row.at };
  return unseal('reports', row, columns, SignedReport);
}

/** The last check before ink: a report names its own case's patient and quotes its own case's pictures and results. */
function refuseOtherPatient(log: Log, content: ReportContent): void {
  const { caseId, keyInstanceId, quoted, addendumTo } = content;
  refuseOtherIdentity(content, caseRecord(log, caseId).identity);
  if (keyInstanceId !== null) needInstanceOfCase(log, caseId, keyInstanceId);
  if (quoted !== null && caseOfResult(log, quoted.resultId) !== caseId) throw new CodedError('patient-mismatch');
  if (addendumTo !== null && getReport(log, addendumTo.reportId).caseId !== caseId) {
    throw new CodedError('patient-mismatch');
  }
}

/** A typed identity may add what the picture leaves open, and contradicts it in nothing. */
function refuseOtherIdentity({ identity, identitySource }: ReportContent, filed: Identity): void {
  if (isUnidentified(identity)) throw new CodedError('report-identity-needed');
  const says = (one: Identity) => [comparableName(one.patientName), one.patientId?.trim(), one.birthDate?.trim()];
  const printed = says(identity);
  const differs = says(filed).some((value, index) => {
    const isOpen = identitySource === 'typed' && !value;
    return !isOpen && value !== printed[index];
  });
  if (differs) throw new CodedError('patient-mismatch');
}
