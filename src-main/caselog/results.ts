import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId, ResultId } from '../../src-shared/contract/ids.ts';
import { StoredResult, type WorklistRow } from '../../src-shared/contract/records.ts';
import { caseWord } from '../../src-shared/findings/case-word.ts';
import { AnalysisResult } from '../../src-shared/findings/result.ts';
import { headlineOf, toldVerdict } from '../../src-shared/findings/verdict.ts';
import type { CaseLogCalls } from './calls.ts';
import { advanceState, needCase, needInstanceOfCase } from './cases.ts';
import { timeNow, type Log } from './log.ts';
import { needInstanceOfPatient } from './other-studies.ts';
import { seal, unseal, type SealedRow } from './sealed-record.ts';
import { answered } from './unanswered.ts';

type Add = CaseLogCalls['result.add'];

interface ResultRow extends SealedRow {
  case_id: number;
  at: string;
}

/**
 * Keeps what a network said of an instance of the case, and brings the case's word in the worklist up to date.
 * Errors: `record-missing` (no such case or instance), `patient-mismatch` (the instance is one of another case; of a network that
 * reads study by study, an earlier one is not the same patient's).
 */
export function addResult(log: Log, { caseId, result: given, job }: Add['input']): Add['output'] {
  const result = AnalysisResult.parse(given);
  return log.write(() => {
    needCase(log, caseId);
    for (const id of new Set([result.input.instanceId, ...(result.input.volume?.instanceIds ?? [])])) {
      if (id === result.input.instanceId || !result.input.volume?.studies) needInstanceOfCase(log, caseId, id);
      else needInstanceOfPatient(log, caseId, id);
    }
    const stored: StoredResult = { id: log.nextId('results') as ResultId, at: timeNow(), result };
    const { record, sha256 } = seal({ ...stored, caseId });
    log.run(
      `INSERT INTO results (id, case_id, instance_id, model_id, at, record, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[stored.id, caseId, result.input.instanceId, modelRow(log, result.model), stored.at, record, sha256],
    );
    const word = seal({ id: caseId, word: machineWord(caseWord(readableResults(log, caseId)) ?? stored) });
    log.run(
      'UPDATE cases SET machine_word = ?, machine_word_sha256 = ? WHERE id = ?',
      word.record,
      word.sha256,
      caseId,
    );
    if (result.verdict !== 'refused') advanceState(log, caseId, 'analysed');
    if (job !== undefined) {
      answered(log, job);
      log.run('DELETE FROM jobs WHERE id = ?', job);
    }
    return stored;
  });
}

/** Which case a result belongs to. Errors: `record-missing`. */
export function caseOfResult(log: Log, resultId: ResultId): CaseId {
  const row = log.need<{ case_id: CaseId }>('results', 'SELECT case_id FROM results WHERE id = ?', resultId);
  return row.case_id;
}

/** A case's results, oldest first. Errors: `record-altered`. */
export function resultsOfCase(log: Log, caseId: CaseId): StoredResult[] {
  return rowsOfCase(log, caseId).map(unsealed);
}

/** A case's results without those that were altered, oldest first: one bad record does not keep the next from being added. */
export function readableResults(log: Log, caseId: CaseId): StoredResult[] {
  return rowsOfCase(log, caseId).flatMap((row) => {
    try {
      return [unsealed(row)];
    } catch (thrown) {
      if (thrown instanceof CodedError) return [];
      throw thrown;
    }
  });
}

function rowsOfCase(log: Log, caseId: CaseId): ResultRow[] {
  return log.all('SELECT id, case_id, at, record, sha256 FROM results WHERE case_id = ? ORDER BY id', caseId);
}

function unsealed(row: ResultRow): StoredResult {
  return unseal('results', row, { caseId: row.case_id, at: row.at }, StoredResult);
}

function machineWord({ id, result }: StoredResult): WorklistRow['machineWord'] {
  const said = headlineOf(result);
  const { label = null, probability = null } = said ?? {};
  return { resultId: id, modelId: result.model.id, verdict: toldVerdict(result), label, probability };
}

function modelRow(log: Log, { id, version, sha256 }: AnalysisResult['model']): number {
  const sql = 'SELECT id FROM models WHERE model_id = ? AND version = ? AND sha256 = ?';
  const known = log.one<{ id: number }>(sql, id, version, sha256);
  if (known) return known.id;
  return log.run('INSERT INTO models (model_id, version, sha256) VALUES (?, ?, ?)', id, version, sha256);
}
