import { JobQuestion } from '../../src-shared/findings/job-question.ts';
import type { CaseId, InstanceId } from '../../src-shared/contract/ids.ts';
import type { CaseLogCalls, StoredJob } from './calls.ts';
import { needCase, needInstanceOfCase } from './cases.ts';
import type { Log } from './log.ts';

interface JobRow {
  id: number;
  case_id: CaseId;
  instance_id: InstanceId;
  priority: number;
  attempts: number;
  question: string;
}

/**
 * Keeps questions, all or none of them, and counts the one that is begun at once; answers them with their ids, in the order
 * given. Errors: `record-missing`, `patient-mismatch`.
 */
export function addJobs(log: Log, { jobs, begun }: CaseLogCalls['jobs.add']['input']): StoredJob[] {
  return log.write(() =>
    jobs.map(({ caseId, priority, question: given }, index) => {
      const question = JobQuestion.parse(given);
      needCase(log, caseId);
      needInstanceOfCase(log, caseId, question.instanceId);
      const id = log.run(
        'INSERT INTO jobs (case_id, instance_id, priority, attempts, question) VALUES (?, ?, ?, ?, ?)',
        ...[caseId, question.instanceId, priority, index === begun ? 1 : 0, JSON.stringify(question)],
      );
      return { id, caseId, priority, attempts: 0, question };
    }),
  );
}

/** Questions that wait, the most urgent first. One that can't be read any more is left out, and taken away. */
export function listJobs(log: Log): StoredJob[] {
  const rows = log.all<JobRow>(
    'SELECT id, case_id, instance_id, priority, attempts, question FROM jobs ORDER BY priority DESC, id',
  );
  return rows.flatMap(({ id, case_id: caseId, priority, attempts, question: text }) => {
    try {
      return [{ id, caseId, priority, attempts, question: JobQuestion.parse(JSON.parse(text)) }];
    } catch {
      return [];
    }
  });
}

/** Notes that a question is begun, once more; or with `by` -1 that this beginning does not count. */
export function countAttempt(log: Log, { id, by }: CaseLogCalls['job.attempt']['input']): null {
  log.run('UPDATE jobs SET attempts = max(0, attempts + ?) WHERE id = ?', by, id);
  return null;
}

/** Takes a question away; one that is gone is gone. */
export function removeJob(log: Log, { id }: CaseLogCalls['job.remove']['input']): null {
  log.run('DELETE FROM jobs WHERE id = ?', id);
  return null;
}
