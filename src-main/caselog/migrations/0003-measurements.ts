import { appendOnly } from './append-only.ts';

/** Every change of a measurement, newest last: the newest of an `uid` says how it stands. */
export const version = 3;

export const sql = `
CREATE TABLE measurements (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  instance_id INTEGER NOT NULL REFERENCES instances (id),
  uid TEXT NOT NULL,
  at TEXT NOT NULL,
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;
CREATE INDEX measurements_case ON measurements (case_id, id);
CREATE INDEX measurements_uid ON measurements (uid, id);
${appendOnly('measurements')}
`;
