import type { Identity } from './instance.ts';

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
 * The key of one of several people under one id, told apart by their names in comparable form. {@link sharedPatientKey} is
 * the way back.
 */
export function namedPatientKey(key: string, name: string): string {
  return JSON.stringify([...(JSON.parse(key) as unknown[]), name]);
}

/** The key of an id, issuer and birth date, whoever of those that share it is meant. */
export function sharedPatientKey(key: string): string {
  const parts = JSON.parse(key) as unknown[];
  return JSON.stringify(parts.slice(0, parts[0] === 'id' ? 4 : 3));
}

/** Whether a patient's key means one person: an id, or a name with a birth date. A name alone is shared by many. */
export function namesOnePerson(key: string): boolean {
  const [by, , second] = JSON.parse(key) as unknown[];
  return by === 'id' || second !== null;
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

/** A text without the blanks around it; null where nothing is left. */
export function filled(text: string | null): string | null {
  const trimmed = (text ?? '').trim();
  return trimmed === '' ? null : trimmed;
}
