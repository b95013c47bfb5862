import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId, ResultId } from '../../src-shared/contract/ids.ts';
import { saysNothing, UnfinishedWords } from '../../src-shared/findings/judgement.ts';
import { needCase } from './cases.ts';
import { timeNow, type Log } from './log.ts';

/** Keeps the words begun about a case in place of those before. Errors: `record-missing` (no such case). */
export function keepWords(log: Log, caseId: CaseId, given: UnfinishedWords): void {
  const words = UnfinishedWords.parse(given);
  log.write(() => {
    needCase(log, caseId);
    put(log, caseId, words);
  });
}

/** The words begun about a case, null where there are none. Errors: `record-altered` where they can't be read any more. */
export function getWords(log: Log, caseId: CaseId): UnfinishedWords | null {
  const row = log.one<{ words: string }>('SELECT words FROM unfinished_words WHERE case_id = ?', caseId);
  if (!row) return null;
  try {
    return UnfinishedWords.parse(JSON.parse(row.words));
  } catch (cause) {
    throw new CodedError('record-altered', { table: 'unfinished_words', id: caseId }, { cause });
  }
}

/** Called in the transaction that writes a judgement: its comment is no longer unfinished. */
export function clearComment(log: Log, caseId: CaseId, resultId: ResultId): void {
  const words = getWords(log, caseId);
  if (!words) return;
  const { [String(resultId)]: _given, ...judgementComments } = words.judgementComments;
  put(log, caseId, { ...words, judgementComments });
}

/** Called in the transaction that writes an opinion. */
export function clearOpinion(log: Log, caseId: CaseId): void {
  const words = getWords(log, caseId);
  if (words) put(log, caseId, { ...words, opinion: { present: null, comment: '' } });
}

function put(log: Log, caseId: CaseId, words: UnfinishedWords): void {
  if (saysNothing(words)) {
    log.run('DELETE FROM unfinished_words WHERE case_id = ?', caseId);
    return;
  }
  log.run(
    `INSERT INTO unfinished_words (case_id, at, words) VALUES (?, ?, ?)
     ON CONFLICT (case_id) DO UPDATE SET at = excluded.at, words = excluded.words`,
    ...[caseId, timeNow(), JSON.stringify(words)],
  );
}
