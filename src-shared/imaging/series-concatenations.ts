import type { Coded } from '../contract/coded.ts';
import { listedNames } from './file-names.ts';
import type { SeriesInstance } from './series-plane.ts';

/**
 * The objects that instances are: each is one, but for the parts of a concatenation (PS3.3 C.7.6.16.2.2.4), which are one
 * together, in the order of their numbers. A part that comes twice is an object of its own.
 */
export function wholeObjects<T extends SeriesInstance>(instances: readonly T[]): T[][] {
  const concatenations = new Map<string, T[]>();
  const objects: T[][] = [];
  for (const instance of instances) {
    const part = partOf(instance);
    const known = part && concatenations.get(part.uid);
    if (known && !known.some((other) => partOf(other)?.part === part.part)) {
      known.push(instance);
      continue;
    }
    const object = [instance];
    objects.push(object);
    if (part && !known) concatenations.set(part.uid, object);
  }
  for (const object of objects) object.sort((a, b) => (partOf(a)?.part ?? 0) - (partOf(b)?.part ?? 0));
  return objects;
}

/** `series-parts-missing` with how many of how many parts of a concatenation are there, and in which `files`. */
export function missingParts<T extends SeriesInstance>(object: readonly T[]): Coded[] {
  const stated = object.map((instance) => partOf(instance)).filter((part) => part !== null);
  if (stated.length === 0) return [];
  const parts = Math.max(...stated.map((part) => Math.max(part.part, part.parts ?? 0)));
  if (object.length >= parts) return [];
  const files = listedNames(object.map(({ name }) => name));
  return [{ code: 'series-parts-missing', details: { there: object.length, parts, files } }];
}

function partOf<T extends SeriesInstance>({ description }: T) {
  return description.acquisition?.concatenation ?? null;
}
