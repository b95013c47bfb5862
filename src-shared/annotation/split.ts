import { seeded } from '../metrics/bootstrap.ts';
import type { DatasetPart } from '../contract/annotation-records.ts';

/** What share of the items each part shall have; together 1. */
export type SplitShares = Readonly<Record<DatasetPart, number>>;

const PARTS: readonly DatasetPart[] = ['train', 'validation', 'test'];

/**
 * Which part each patient goes to: all items of a patient to the same, shares as near to what is asked as whole patients
 * allow. The same patients, sizes, shares and seed give the same split, in whatever order they come. Patients are taken at
 * random, those with many items first, each to the part that lacks most.
 *
 * @param patients items of each patient
 */
export function splitByPatient(
  patients: ReadonlyMap<string, number>,
  shares: SplitShares,
  seed: number,
): Map<string, DatasetPart> {
  const random = seeded(seed);
  const total = [...patients.values()].reduce((sum, items) => sum + items, 0);
  const lacking = new Map(PARTS.map((part) => [part, shares[part] * total]));
  const shuffled = [...patients]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([patient, items]) => ({ patient, items, order: random() }))
    .sort((a, b) => b.items - a.items || a.order - b.order);
  const parts = new Map<string, DatasetPart>();
  for (const { patient, items } of shuffled) {
    const open = PARTS.filter((part) => shares[part] > 0);
    const part = open.reduce((best, next) => (lacking.get(next)! > lacking.get(best)! ? next : best));
    lacking.set(part, lacking.get(part)! - items);
    parts.set(patient, part);
  }
  return parts;
}
