/**
 * Where files were met and how they looked then, each by its locator, so that a folder which is opened again need not be
 * read: one instance may lie in several places. Only a shortcut: nothing is lost when a row is.
 */
export const version = 4;

export const sql = `
CREATE TABLE seen_files (
  path TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  modified_ms REAL NOT NULL,
  instance_id INTEGER NOT NULL REFERENCES instances (id)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO seen_files (path, bytes, modified_ms, instance_id)
SELECT path, record ->> '$.description.fileBytes', modified_ms, id FROM instances ORDER BY id DESC;
`;
