/**
 * DICOM objects without pixels: reports, PDFs, presentation states … They make no case; the case of their study, if there is
 * one or ever comes to be, lists them. Whose they are stands in them: `patient_key` and `comparable_name` as in patients.
 */
export const version = 5;

export const sql = `
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  study_key TEXT NOT NULL,
  patient_key TEXT,
  comparable_name TEXT,
  file_sha256 TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  modified_ms REAL NOT NULL,
  record TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;
CREATE INDEX documents_study ON documents (study_key);
`;
