/**
 * Questions to networks that failed, and why: what stands in the case until the same question is answered, or a person has
 * taken note of it. Of the same question (its text) only the newest failure.
 */
export const version = 9;

export const sql = `
CREATE TABLE unanswered (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  at TEXT NOT NULL,
  question TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX unanswered_case ON unanswered (case_id, id);
`;
