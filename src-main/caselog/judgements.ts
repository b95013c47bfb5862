import type { CaseId, JudgementId } from '../../src-shared/contract/ids.ts';
import { Judgement, NewJudgement } from '../../src-shared/findings/judgement.ts';
import { advanceState } from './cases.ts';
import { timeNow, type Log } from './log.ts';
import { caseOfResult } from './results.ts';
import { seal, unseal, type SealedRow } from './sealed-record.ts';
import { clearComment } from './unfinished-words.ts';

interface JudgementRow extends SealedRow {
  case_id: number;
  result_id: number;
  at: string;
}

/** Keeps a person's word on a result; the last one counts. Errors: `record-missing` (no such result). */
export function addJudgement(log: Log, given: NewJudgement): Judgement {
  const { resultId, kind, comment } = NewJudgement.parse(given);
  return log.write(() => {
    const caseId = caseOfResult(log, resultId);
    const id = log.nextId('judgements') as JudgementId;
    const judgement: Judgement = { id, resultId, kind, comment, at: timeNow() };
    const { record, sha256 } = seal({ ...judgement, caseId });
    log.run(
      'INSERT INTO judgements (id, case_id, result_id, at, record, sha256) VALUES (?, ?, ?, ?, ?, ?)',
      ...[id, caseId, resultId, judgement.at, record, sha256],
    );
    clearComment(log, caseId, resultId);
    advanceState(log, caseId, 'judged');
    return judgement;
  });
}

/** All judgements on a case's results, oldest first. Errors: `record-altered`. */
export function judgementsOfCase(log: Log, caseId: CaseId): Judgement[] {
  const sql = 'SELECT id, case_id, result_id, at, record, sha256 FROM judgements WHERE case_id = ? ORDER BY id';
  return log.all<JudgementRow>(sql, caseId).map((row) => {
    const columns = { caseId: row.case_id, resultId: row.result_id, at: row.at };
    return unseal('judgements', row, columns, Judgement);
  });
}
