import { appendOnly } from './append-only.ts';

/**
 * The first tables. Results, judgements, opinions and reports are only ever added: triggers refuse every change, and
 * each row carries the SHA-256 of its canonical JSON (`record`). Columns beside `record` repeat members of it so that
 * they can be indexed. `cases` carries what the worklist shows and searches, so that a page of it is one index walk.
 */
export const version = 1;

export const sql = `
CREATE TABLE patients (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  patient_id TEXT,
  issuer TEXT,
  birth_date TEXT,
  name TEXT,
  comparable_name TEXT
) STRICT;

-- patient_id is null for a study that names nobody.
CREATE TABLE studies (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  uid TEXT,
  patient_id INTEGER REFERENCES patients (id)
) STRICT;
CREATE INDEX studies_patient ON studies (patient_id);

-- machine_word is the newest result's word, sealed by machine_word_sha256; state is 0 new, 1 analysed, 2 judged, 3 signed.
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL UNIQUE REFERENCES studies (id),
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  imported_at TEXT NOT NULL,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
  modalities TEXT NOT NULL DEFAULT '[]',
  body_part TEXT,
  series_count INTEGER NOT NULL DEFAULT 0,
  instance_count INTEGER NOT NULL DEFAULT 0,
  first_instance_id INTEGER,
  opinion_count INTEGER NOT NULL DEFAULT 0,
  machine_word TEXT,
  machine_word_sha256 TEXT,
  search TEXT NOT NULL
) STRICT;
-- Holds all that filtering needs, in the worklist's order.
CREATE INDEX cases_worklist ON cases (id, state, search);

CREATE TRIGGER cases_refuse_update BEFORE UPDATE OF id, study_id, record, sha256, imported_at ON cases
BEGIN SELECT RAISE(ABORT, 'the identity of a case never changes'); END;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  case_id INTEGER NOT NULL REFERENCES cases (id),
  key TEXT NOT NULL,
  number INTEGER,
  description TEXT,
  modality TEXT,
  UNIQUE (study_id, key)
) STRICT;
CREATE INDEX series_case ON series (case_id, id);

CREATE TABLE instances (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series (id),
  case_id INTEGER NOT NULL REFERENCES cases (id),
  instance_uid TEXT UNIQUE,
  file_sha256 TEXT NOT NULL UNIQUE CHECK (length(file_sha256) = 64),
  path TEXT NOT NULL,
  modified_ms REAL NOT NULL,
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;
CREATE INDEX instances_case ON instances (case_id, id);
CREATE INDEX instances_series ON instances (series_id);
CREATE TRIGGER instances_refuse_update
BEFORE UPDATE OF id, series_id, case_id, instance_uid, file_sha256, record, sha256 ON instances
BEGIN SELECT RAISE(ABORT, 'only path and time of an instance change'); END;

CREATE TABLE models (
  id INTEGER PRIMARY KEY,
  model_id TEXT NOT NULL,
  version TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  UNIQUE (model_id, version, sha256)
) STRICT;

CREATE TABLE results (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  instance_id INTEGER NOT NULL REFERENCES instances (id),
  model_id INTEGER NOT NULL REFERENCES models (id),
  at TEXT NOT NULL,
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;
CREATE INDEX results_case ON results (case_id, id);
CREATE INDEX results_instance ON results (instance_id);
CREATE INDEX results_model ON results (model_id);
${appendOnly('results')}

CREATE TABLE judgements (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  result_id INTEGER NOT NULL REFERENCES results (id),
  at TEXT NOT NULL,
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;
CREATE INDEX judgements_case ON judgements (case_id, id);
CREATE INDEX judgements_result ON judgements (result_id);
${appendOnly('judgements')}

CREATE TABLE opinions (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  at TEXT NOT NULL,
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;
CREATE INDEX opinions_case ON opinions (case_id, id);
${appendOnly('opinions')}

CREATE TABLE report_drafts (
  case_id INTEGER PRIMARY KEY REFERENCES cases (id),
  at TEXT NOT NULL,
  draft TEXT NOT NULL
) STRICT;

CREATE TABLE reports (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  addendum_to INTEGER REFERENCES reports (id),
  at TEXT NOT NULL,
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;
CREATE INDEX reports_case ON reports (case_id, id);
CREATE INDEX reports_addendum ON reports (addendum_to);
-- A case has one first report; whatever comes later adds to it.
CREATE UNIQUE INDEX reports_first ON reports (case_id) WHERE addendum_to IS NULL;
${appendOnly('reports')}

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
`;
