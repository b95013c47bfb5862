import { Coded } from '../../src-shared/contract/coded-schema.ts';
import type { Coded as Failure } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import { UnansweredQuestion } from '../../src-shared/contract/records.ts';
import type { CaseLogCalls } from './calls.ts';
import { timeNow, type Log } from './log.ts';

interface UnansweredRow {
  id: number;
  at: string;
  question: string;
  reason: string;
}

/** A question that waited waits no more: it failed, and the case says so in its place. One that is gone leaves nothing. */
export function failJob(log: Log, { id, reason }: CaseLogCalls['job.fail']['input']): null {
  const told = JSON.stringify(Coded.parse(reason));
  log.write(() => {
    const job = log.one<{ case_id: CaseId; question: string }>('SELECT case_id, question FROM jobs WHERE id = ?', id);
    if (!job) return;
    answered(log, id);
    log.run(
      'INSERT INTO unanswered (case_id, at, question, reason) VALUES (?, ?, ?, ?)',
      ...[job.case_id, timeNow(), job.question, told],
    );
    log.run('DELETE FROM jobs WHERE id = ?', id);
  });
  return null;
}

/** The question of a job is answered, or has failed anew: an earlier failure of it is history. */
export function answered(log: Log, job: number): void {
  log.run(
    `DELETE FROM unanswered WHERE EXISTS (SELECT 1 FROM jobs
       WHERE jobs.id = ? AND jobs.case_id = unanswered.case_id AND jobs.question = unanswered.question)`,
    job,
  );
}

/** A person has taken note of it; one that is gone is gone. */
export function dismissUnanswered(log: Log, { caseId, id }: CaseLogCalls['unanswered.dismiss']['input']): null {
  log.run('DELETE FROM unanswered WHERE id = ? AND case_id = ?', id, caseId);
  return null;
}

/** The questions about a case that failed, oldest first. One that can't be read any more is left out. */
export function unansweredOfCase(log: Log, caseId: CaseId): UnansweredQuestion[] {
  const rows = log.all<UnansweredRow>(
    'SELECT id, at, question, reason FROM unanswered WHERE case_id = ? ORDER BY id',
    caseId,
  );
  return rows.flatMap(({ id, at, question, reason }) => {
    try {
      return [UnansweredQuestion.parse({ id, at, question: JSON.parse(question), reason: JSON.parse(reason) })];
    } catch {
      return [];
    }
  });
}

/** Why the question about a case that failed last did; null: none has, or it can't be read any more. */
export function newestUnanswered(log: Log, caseId: CaseId): Failure | null {
  const [newest] = log.column<string>(
    'SELECT reason FROM unanswered WHERE case_id = ? ORDER BY id DESC LIMIT 1',
    caseId,
  );
  if (newest === undefined) return null;
  try {
    return Coded.parse(JSON.parse(newest));
  } catch {
    return null;
  }
}
