import type { CaseId } from '../../src-shared/contract/ids.ts';
import type { Log } from './log.ts';
import { readableResults } from './results.ts';

/** The row in `settings` that holds the last result that existed when hiding began; no setting of a person. */
const KEY = 'resultsShownUpTo';

/** Read-first is switched on: whatever a network has said until now may have been seen. */
export function noteEverythingShown(log: Log): void {
  log.run(
    `INSERT INTO settings (key, value) SELECT ?, CAST(max(id) AS TEXT) FROM results HAVING max(id) IS NOT NULL
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    KEY,
  );
}

/**
 * The highest id of a case's results whose word could have been seen until now; 0: none. A refusal is no word.
 * @param revealed nothing hides the case's results
 */
export function revealedUpTo(log: Log, caseId: CaseId, revealed: boolean): number {
  const judged = new Set(log.column<number>('SELECT result_id FROM judgements WHERE case_id = ?', caseId));
  const before = Number(log.column<string>('SELECT value FROM settings WHERE key = ?', KEY)[0] ?? 0);
  const seen = readableResults(log, caseId).filter(
    ({ id, result }) => result.verdict !== 'refused' && (revealed || id <= before || judged.has(id)),
  );
  return seen.at(-1)?.id ?? 0;
}
