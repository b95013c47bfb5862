import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import { Measurement, MeasurementChange } from '../../src-shared/findings/measurement.ts';
import { timeNow, type Log } from './log.ts';
import { seal, unseal, type SealedRow } from './sealed-record.ts';

interface MeasurementRow extends SealedRow {
  case_id: number;
  instance_id: number;
  uid: string;
  at: string;
}

const COLUMNS = 'id, case_id, instance_id, uid, at, record, sha256';

/**
 * Keeps how a measurement stands from now on; what it was before stays in the log. Errors: `record-missing` (no such case
 * or instance), `call-malformed` (the instance, or the measurement until now, is another case's).
 */
export function keepMeasurement(log: Log, given: MeasurementChange): null {
  const { caseId, measurement } = MeasurementChange.parse(given);
  return log.write(() => {
    const { uid, instanceId } = measurement;
    const at = timeNow();
    const owner = log.need<{ case_id: number }>('instances', 'SELECT case_id FROM instances WHERE id = ?', instanceId);
    const before = log.one<{ case_id: number; instance_id: number }>(
      'SELECT case_id, instance_id FROM measurements WHERE uid = ? LIMIT 1',
      uid,
    );
    const moved = before !== undefined && (before.case_id !== caseId || before.instance_id !== instanceId);
    if (owner.case_id !== caseId || moved) throw new CodedError('call-malformed', { field: 'instanceId' });
    const id = log.nextId('measurements');
    const { record, sha256 } = seal({ ...measurement, id, caseId, at });
    log.run(
      `INSERT INTO measurements (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[id, caseId, instanceId, uid, at, record, sha256],
    );
    return null;
  });
}

/** The measurements of a case as they stand, in the order in which they were first drawn. Errors: `record-altered`. */
export function measurementsOfCase(log: Log, caseId: CaseId): Measurement[] {
  const sql = `SELECT ${COLUMNS} FROM measurements WHERE case_id = ? ORDER BY id`;
  const newest = new Map<string, Measurement>();
  for (const row of log.all<MeasurementRow>(sql, caseId)) newest.set(row.uid, measurementOf(row));
  return [...newest.values()].filter(({ removed }) => !removed);
}

function measurementOf(row: MeasurementRow): Measurement {
  const { case_id: caseId, instance_id: instanceId, uid, at } = row;
  return unseal('measurements', row, { caseId, instanceId, uid, at }, Measurement);
}
