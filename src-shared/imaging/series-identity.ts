import type { Coded } from '../contract/coded.ts';
import { comparableName, patientKey } from './identity-keys.ts';
import { seriesKey, studyKey } from './study-keys.ts';
import { listedNames } from './file-names.ts';
import type { SeriesInstance } from './series-plane.ts';

/** Instances that belong to one patient, one study and one series. */
export interface SeriesGroup<T> {
  readonly instances: readonly T[];
  /** What is uncertain about whose they are. */
  readonly warnings: readonly Coded[];
}

export interface GroupedInstances<T> {
  /** In the order of reading. */
  readonly series: readonly SeriesGroup<T>[];
  /** Identity conflicts: what they are about was kept apart, or in the case of one UID with two contents left out. */
  readonly errors: readonly Coded[];
  /** Copies of a file that was read already, left out. */
  readonly notes: readonly Coded[];
}

/**
 * Groups instances by patient, study and series without ever merging two patients.
 *
 * A patient is id, issuer and birth date (where there is no id, the name); one id under two names is two people until
 * somebody says otherwise.
 *
 * @param instances in the order of reading; `folder`: where it lies, for files without UIDs
 * @returns errors `patient-mismatch` (two patients in one study: each keeps its own series) and `dicom-uid-conflict` (one
 *   instance UID, two contents: only the first is kept), warnings `identity-name-differs`, notes `instance-duplicate`; all
 *   with how many and the `files`
 */
export function groupInstances<T extends SeriesInstance & { readonly folder?: string }>(
  instances: readonly T[],
): GroupedInstances<T> {
  const { kept, copies } = withoutCopies(instances);
  const { single, conflicts } = withoutConflicts(kept);
  const namesOf = namesByPatient(single);
  const studies = new Map<string, Map<string, T>>();
  const series = new Map<string, { instances: T[]; patient: string | null }>();
  for (const instance of single) {
    const { description, folder = '' } = instance;
    const patient = patientKey(description.identity);
    const person = JSON.stringify([patient, nameWithin(description.identity.patientName, namesOf.get(patient))]);
    const study = studyKey(description, folder);
    const key = JSON.stringify([person, study, seriesKey(description, folder)]);
    const known = series.get(key);
    if (known) known.instances.push(instance);
    else series.set(key, { instances: [instance], patient });
    const patients = studies.get(study) ?? new Map<string, T>();
    if (!patients.has(String(patient))) patients.set(String(patient), instance);
    studies.set(study, patients);
  }
  const errors = [...mismatches(studies.values()), ...conflicts];
  return {
    series: [...series.values()].map(({ instances: own, patient }) => ({
      instances: own,
      warnings: differingNames(namesOf.get(patient)),
    })),
    errors,
    notes: copies.length > 0 ? [{ code: 'instance-duplicate', details: countedFiles(copies) }] : [],
  };
}

function withoutCopies<T extends SeriesInstance>(instances: readonly T[]): { kept: T[]; copies: T[] } {
  const known = new Set<string>();
  const kept: T[] = [];
  const copies: T[] = [];
  for (const instance of instances) {
    const { fileSha256 } = instance.description;
    (known.has(fileSha256) ? copies : kept).push(instance);
    known.add(fileSha256);
  }
  return { kept, copies };
}

function withoutConflicts<T extends SeriesInstance>(instances: readonly T[]): { single: T[]; conflicts: Coded[] } {
  const byUid = new Map<string, T[]>();
  const single: T[] = [];
  for (const instance of instances) {
    const uid = instance.description.instanceUid?.trim() || null;
    const same = uid === null ? undefined : byUid.get(uid);
    if (same) {
      same.push(instance);
      continue;
    }
    single.push(instance);
    if (uid !== null) byUid.set(uid, [instance]);
  }
  const conflicts = [...byUid.values()]
    .filter(({ length }) => length > 1)
    .map((same): Coded => ({ code: 'dicom-uid-conflict', details: countedFiles(same) }));
  return { single, conflicts };
}

/** For each patient the first file under each of the names that its files carry, in comparable form. */
function namesByPatient<T extends SeriesInstance>(instances: readonly T[]): Map<string | null, Map<string, T>> {
  const patients = new Map<string | null, Map<string, T>>();
  for (const instance of instances) {
    const { identity } = instance.description;
    const name = comparableName(identity.patientName);
    const patient = patientKey(identity);
    if (patient === null || name === null) continue;
    const names = patients.get(patient) ?? new Map<string, T>();
    if (!names.has(name)) names.set(name, instance);
    patients.set(patient, names);
  }
  return patients;
}

/** What tells people of one id apart: nothing where all of its files agree on a name, or give none. */
function nameWithin<T>(name: string | null, names: Map<string, T> | undefined): string | null {
  return (names?.size ?? 0) > 1 ? (comparableName(name) ?? '') : null;
}

function differingNames<T extends SeriesInstance>(names: Map<string, T> | undefined): Coded[] {
  if (!names || names.size < 2) return [];
  const firsts = [...names.values()].map(({ name }) => name);
  return [{ code: 'identity-name-differs', details: { names: names.size, files: listedNames(firsts) } }];
}

function* mismatches<T extends SeriesInstance>(studies: Iterable<Map<string, T>>): Iterable<Coded> {
  for (const patients of studies) {
    if (patients.size < 2) continue;
    const firsts = [...patients.values()].map(({ name }) => name);
    yield { code: 'patient-mismatch', details: { patients: patients.size, files: listedNames(firsts) } };
  }
}

function countedFiles<T extends SeriesInstance>(instances: readonly T[]): { count: number; files: string } {
  return { count: instances.length, files: listedNames(instances.map(({ name }) => name)) };
}
