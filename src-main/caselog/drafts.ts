import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import { ReportDraft } from '../../src-shared/findings/report.ts';
import { needCase } from './cases.ts';
import { timeNow, type Log } from './log.ts';

/** Keeps a case's draft in place of the one before. Errors: `record-missing` (no such case). */
export function keepDraft(log: Log, caseId: CaseId, given: ReportDraft): void {
  const draft = JSON.stringify(ReportDraft.parse(given));
  log.write(() => {
    needCase(log, caseId);
    log.run(
      `INSERT INTO report_drafts (case_id, at, draft) VALUES (?, ?, ?)
       ON CONFLICT (case_id) DO UPDATE SET at = excluded.at, draft = excluded.draft`,
      ...[caseId, timeNow(), draft],
    );
  });
}

/** A case's draft, null where there is none. Errors: `record-altered` where it can't be read as a draft any more. */
export function getDraft(log: Log, caseId: CaseId): ReportDraft | null {
  const row = log.one<{ draft: string }>('SELECT draft FROM report_drafts WHERE case_id = ?', caseId);
  if (!row) return null;
  try {
    return ReportDraft.parse(JSON.parse(row.draft));
  } catch (cause) {
    throw new CodedError('record-altered', { table: 'report_drafts', id: caseId }, { cause });
  }
}

/** Called in the transaction that locks the report. */
export function clearDraft(log: Log, caseId: CaseId): void {
  log.run('DELETE FROM report_drafts WHERE case_id = ?', caseId);
}
