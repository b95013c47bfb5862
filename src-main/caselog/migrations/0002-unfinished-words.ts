/**
 * Words that were begun and not yet given, one row a case. Of the results that are there already nobody noted whether
 * they were shown before an opinion: they count as shown (see `shown-results.ts`). Opinions of schema 1 are sealed and
 * stay as they are; without a `revealedUpTo` they are read as written after everything.
 */
export const version = 2;

export const sql = `
CREATE TABLE unfinished_words (
  case_id INTEGER PRIMARY KEY REFERENCES cases (id),
  at TEXT NOT NULL,
  words TEXT NOT NULL
) STRICT;

INSERT INTO settings (key, value)
SELECT 'resultsShownUpTo', CAST(max(id) AS TEXT) FROM results HAVING max(id) IS NOT NULL;
`;
