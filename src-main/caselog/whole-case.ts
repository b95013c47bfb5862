import type { CaseId, SeriesId } from '../../src-shared/contract/ids.ts';
import type { StoredCase } from './calls.ts';
import { caseRecord } from './cases.ts';
import { documentsOfCase } from './documents.ts';
import { getDraft } from './drafts.ts';
import { instancesOfCase } from './instances.ts';
import { judgementsOfCase } from './judgements.ts';
import type { Log } from './log.ts';
import { measurementsOfCase } from './measurements.ts';
import { opinionsOfCase } from './opinions.ts';
import { patientWarnings } from './patients.ts';
import { reportsOfCase } from './reports.ts';
import { resultsOfCase } from './results.ts';
import { unansweredOfCase } from './unanswered.ts';
import { getWords } from './unfinished-words.ts';

interface SeriesRow {
  id: SeriesId;
  number: number | null;
  description: string | null;
  modality: string | null;
}

/**
 * A case with everything said of it, each list oldest first; series by their numbers, those without one last; instances in the
 * order of import.
 * Errors: `record-missing`; `record-altered` where any one of its records isn't what was written: an altered record is
 * never shown among good ones.
 */
export function getCase(log: Log, caseId: CaseId): StoredCase {
  return log.read(() => {
    const { identity, sourceName, state } = caseRecord(log, caseId);
    const instances = instancesOfCase(log, caseId);
    const sql = `SELECT id, number, description, modality FROM series WHERE case_id = ?
      ORDER BY number IS NULL, number, id`;
    return {
      caseId,
      identity,
      sourceName,
      state,
      warnings: patientWarnings(log, caseId),
      series: log
        .all<SeriesRow>(sql, caseId)
        .map((row) => ({ ...row, instances: instances.filter((instance) => instance.seriesId === row.id) })),
      documents: documentsOfCase(log, caseId),
      results: resultsOfCase(log, caseId),
      unanswered: unansweredOfCase(log, caseId),
      judgements: judgementsOfCase(log, caseId),
      opinions: opinionsOfCase(log, caseId),
      measurements: measurementsOfCase(log, caseId),
      reports: reportsOfCase(log, caseId),
      draft: getDraft(log, caseId),
      words: getWords(log, caseId),
    };
  });
}
