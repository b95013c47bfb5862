import type { CaseId } from '../../src-shared/contract/ids.ts';
import { NewOpinion, Opinion } from '../../src-shared/findings/judgement.ts';
import { needCase } from './cases.ts';
import { timeNow, type Log } from './log.ts';
import { seal, unseal, type SealedRow } from './sealed-record.ts';

interface OpinionRow extends SealedRow {
  case_id: number;
  at: string;
}

/** Keeps what a person saw before the network's word was shown. Errors: `record-missing` (no such case). */
export function addOpinion(log: Log, given: NewOpinion): Opinion {
  const opinion: Opinion = { ...NewOpinion.parse(given), at: timeNow() };
  return log.write(() => {
    needCase(log, opinion.caseId);
    const id = log.nextId('opinions');
    const { record, sha256 } = seal({ ...opinion, id });
    log.run(
      'INSERT INTO opinions (id, case_id, at, record, sha256) VALUES (?, ?, ?, ?, ?)',
      ...[id, opinion.caseId, opinion.at, record, sha256],
    );
    log.run('UPDATE cases SET opinion_count = opinion_count + 1 WHERE id = ?', opinion.caseId);
    return opinion;
  });
}

/** A case's opinions, oldest first. Errors: `record-altered`. */
export function opinionsOfCase(log: Log, caseId: CaseId): Opinion[] {
  const sql = 'SELECT id, case_id, at, record, sha256 FROM opinions WHERE case_id = ? ORDER BY id';
  return log
    .all<OpinionRow>(sql, caseId)
    .map((row) => unseal('opinions', row, { caseId: row.case_id, at: row.at }, Opinion));
}
