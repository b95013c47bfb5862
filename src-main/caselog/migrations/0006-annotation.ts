import { appendOnly } from './append-only.ts';

/**
 * Datasets, who labels them, and what they said. A labelling is its journal (`labelling_journal`, append-only, each row
 * sealed by the SHA-256 of the one before and its own canonical JSON); `labelling_parts` and `labelling_line` are how it
 * stands, written in the same transaction so that it opens at once, and made anew from the journal where they differ.
 */
export const version = 6;

export const sql = `
-- salt and hash are null for the reader who labels without a PIN until somebody is added.
CREATE TABLE profiles (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  comparable_name TEXT NOT NULL UNIQUE,
  salt TEXT,
  hash TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  failed_at TEXT,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE label_schemas (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  UNIQUE (key, version)
) STRICT;
${appendOnly('label_schemas')}

CREATE TABLE datasets (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  instructions TEXT NOT NULL,
  schema_key TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  blinded INTEGER NOT NULL,
  item_count INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  FOREIGN KEY (schema_key, schema_version) REFERENCES label_schemas (key, version)
) STRICT;

CREATE TABLE dataset_readers (
  dataset_id INTEGER NOT NULL REFERENCES datasets (id),
  profile_id INTEGER NOT NULL REFERENCES profiles (id),
  role TEXT NOT NULL,
  PRIMARY KEY (dataset_id, profile_id)
) STRICT, WITHOUT ROWID;

-- frames: [[instance, frame], ...] in reading order; spacing: [slice, row, column] in millimetres, null: unknown; key: what makes two items the same; part is null before a split;
-- trace: what the middle picture is known by among others, null before it was looked at.
CREATE TABLE dataset_items (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES datasets (id),
  position INTEGER NOT NULL,
  key TEXT NOT NULL,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  series_id INTEGER NOT NULL REFERENCES series (id),
  patient_key TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  rows INTEGER NOT NULL,
  columns INTEGER NOT NULL,
  slices INTEGER NOT NULL,
  spacing TEXT,
  first_instance_id INTEGER NOT NULL REFERENCES instances (id),
  frames TEXT NOT NULL,
  part TEXT,
  trace TEXT,
  UNIQUE (dataset_id, key)
) STRICT;
CREATE UNIQUE INDEX dataset_items_position ON dataset_items (dataset_id, position);
CREATE INDEX dataset_items_part ON dataset_items (dataset_id, part, id);
CREATE INDEX dataset_items_case ON dataset_items (case_id);

-- revision: rows of its journal; depth: steps of its line that are done; chain: the journal's last seal; unsettled: steps
-- since the log was last closed in order.
CREATE TABLE labellings (
  id INTEGER PRIMARY KEY,
  dataset_id INTEGER NOT NULL REFERENCES datasets (id),
  item_id INTEGER NOT NULL REFERENCES dataset_items (id),
  profile_id INTEGER NOT NULL REFERENCES profiles (id),
  role TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  depth INTEGER NOT NULL DEFAULT 0,
  chain TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'to-do',
  seconds REAL NOT NULL DEFAULT 0,
  unsettled INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  UNIQUE (item_id, profile_id, role)
) STRICT;
CREATE INDEX labellings_board ON labellings (dataset_id, profile_id, role, state, item_id, seconds);
CREATE INDEX labellings_unsettled ON labellings (unsettled) WHERE unsettled > 0;

-- of: the row whose step an undo or redo is about; the version that a labelling was moved on to.
CREATE TABLE labelling_journal (
  id INTEGER PRIMARY KEY,
  labelling_id INTEGER NOT NULL REFERENCES labellings (id),
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('step', 'undo', 'redo', 'schema')),
  of INTEGER,
  at TEXT NOT NULL,
  step TEXT,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  UNIQUE (labelling_id, revision)
) STRICT;
${appendOnly('labelling_journal')}

-- The line that undo and redo walk: the steps that count, in their order.
CREATE TABLE labelling_line (
  labelling_id INTEGER NOT NULL REFERENCES labellings (id),
  depth INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (labelling_id, depth)
) STRICT, WITHOUT ROWID;

-- kind: layer, mask, shape, answer, state; in the order in which they were made.
CREATE TABLE labelling_parts (
  id INTEGER PRIMARY KEY,
  labelling_id INTEGER NOT NULL REFERENCES labellings (id),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (labelling_id, kind, key)
) STRICT;

CREATE TABLE labelling_comments (
  id INTEGER PRIMARY KEY,
  item_id INTEGER NOT NULL REFERENCES dataset_items (id),
  profile_id INTEGER NOT NULL REFERENCES profiles (id),
  at TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX labelling_comments_item ON labelling_comments (item_id, id);
${appendOnly('labelling_comments')}
`;
