/**
 * Questions to networks that are not answered yet: what is left when the program ends goes on when it starts again. A row goes
 * when its result is kept, or when it is given up. `attempts`: how often it was begun.
 */
export const version = 7;

export const sql = `
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  instance_id INTEGER NOT NULL REFERENCES instances (id),
  priority INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  question TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_order ON jobs (priority DESC, id);
`;
