import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId, InstanceId } from '../../src-shared/contract/ids.ts';
import type { CaseState } from '../../src-shared/contract/records.ts';
import { Identity } from '../../src-shared/imaging/instance.ts';
import { z } from '../../src-shared/schema.ts';
import type { Log } from './log.ts';
import { unseal } from './sealed-record.ts';

/** States in the order of a case's life; the column holds the index. */
export const STATES: readonly CaseState[] = ['new', 'analysed', 'judged', 'signed'];

/** The part of a case that is written once, at its first import. */
export const CaseRecord = z.object({ identity: Identity, sourceName: z.string(), importedAt: z.iso.datetime() });
export type CaseRecord = z.infer<typeof CaseRecord>;

/** Moves a case on to a state unless it is further already. */
export function advanceState(log: Log, caseId: CaseId, state: CaseState): void {
  log.run('UPDATE cases SET state = max(state, ?) WHERE id = ?', STATES.indexOf(state), caseId);
}

/** Errors: `record-missing`. */
export function needCase(log: Log, caseId: CaseId): void {
  log.need('cases', 'SELECT id FROM cases WHERE id = ?', caseId);
}

/** The identity under which a case was filed. Errors: `record-missing`, `record-altered`. */
export function caseRecord(log: Log, caseId: CaseId): CaseRecord & { state: CaseState } {
  const sql = 'SELECT id, record, sha256, imported_at, state FROM cases WHERE id = ?';
  type Row = { id: number; record: string; sha256: string; imported_at: string; state: number };
  const row = log.need<Row>('cases', sql, caseId);
  const record = unseal('cases', row, { importedAt: row.imported_at }, CaseRecord);
  return { ...record, state: STATES[row.state]! };
}

/** Errors: `record-missing`; `patient-mismatch` where the instance is one of another case. */
export function needInstanceOfCase(log: Log, caseId: CaseId, instanceId: InstanceId): void {
  const owner = log.need<{ case_id: number }>('instances', 'SELECT case_id FROM instances WHERE id = ?', instanceId);
  if (owner.case_id !== caseId) throw new CodedError('patient-mismatch');
}
