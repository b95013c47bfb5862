import type { Identity, InstanceDescription } from '../../src-shared/imaging/instance.ts';

/** A file that names nobody: no patient id and no name. */
export function isUnidentified(identity: Identity): boolean {
  return filled(identity.patientId) === null && filled(identity.patientName) === null;
}

/**
 * What makes two files the same patient: id, its issuer and the birth date. Where a file gives no id its name stands in,
 * or all who lack one would be one person. Null for a file that names nobody.
 */
export function patientKey(identity: Identity): string | null {
  const { issuer, birthDate } = identity;
  const id = filled(identity.patientId);
  if (id !== null) return JSON.stringify(['id', id, filled(issuer), filled(birthDate)]);
  const name = comparableName(identity.patientName);
  return name === null ? null : JSON.stringify(['name', name, filled(birthDate)]);
}

/**
 * What makes two files the same study: the study's UID; a file without one is filed by its series, and a picture, which
 * has neither, by its own bytes: every picture is a case of its own.
 */
export function studyKey(description: InstanceDescription): string {
  const study = filled(description.identity.studyUid);
  if (study !== null) return `study:${study}`;
  const series = filled(description.seriesUid);
  return series !== null ? `series:${series}` : `file:${description.fileSha256}`;
}

/** What makes two files the same series within a study: its UID; a file without one is a series of its own. */
export function seriesKey(description: InstanceDescription): string {
  const series = filled(description.seriesUid);
  return series !== null ? `series:${series}` : `file:${description.fileSha256}`;
}

/**
 * A name in the form in which two are compared: without case, compatibility forms, and the difference between caret,
 * comma and space. Null where there is none.
 */
export function comparableName(name: string | null): string | null {
  const plain = (name ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s^,=]+/g, ' ')
    .trim();
  return plain === '' ? null : plain;
}

function filled(text: string | null): string | null {
  const trimmed = (text ?? '').trim();
  return trimmed === '' ? null : trimmed;
}
