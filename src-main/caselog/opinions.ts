import type { CaseId } from '../../src-shared/contract/ids.ts';
import { NewOpinion, Opinion } from '../../src-shared/findings/judgement.ts';
import type { CaseLogCalls } from './calls.ts';
import { timeNow, type Log } from './log.ts';
import { seal, unseal, type SealedRow } from './sealed-record.ts';
import { revealedUpTo } from './shown-results.ts';
import { clearOpinion } from './unfinished-words.ts';

interface OpinionRow extends SealedRow {
  case_id: number;
  at: string;
}

/**
 * Keeps what a person saw, with what a network had shown of the case until then. `revealed`: the person's settings hide
 * nothing. Errors: `record-missing` (no such case).
 */
export function addOpinion(log: Log, { revealed, ...given }: CaseLogCalls['opinion.add']['input']): Opinion {
  const said = NewOpinion.parse(given);
  return log.write(() => {
    const row = log.need<{ opinion_count: number }>(
      'cases',
      'SELECT opinion_count FROM cases WHERE id = ?',
      said.caseId,
    );
    const shownUpTo = revealedUpTo(log, said.caseId, revealed || row.opinion_count > 0);
    const opinion: Opinion = { ...said, at: timeNow(), revealedUpTo: shownUpTo };
    const id = log.nextId('opinions');
    const { record, sha256 } = seal({ ...opinion, id });
    log.run(
      'INSERT INTO opinions (id, case_id, at, record, sha256) VALUES (?, ?, ?, ?, ?)',
      ...[id, opinion.caseId, opinion.at, record, sha256],
    );
    clearOpinion(log, opinion.caseId);
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
