import type { Coded } from '../contract/coded.ts';
import { listedNames } from './file-names.ts';
import { filled } from './identity-keys.ts';
import { isPlaced, type Plane, type SeriesInstance } from './series-plane.ts';
import { byDirection, frameOfReference, isLocalizer } from './series-stacks.ts';

/** Modalities whose images are slices: one without a place in the patient lacks something. */
const SLICES: ReadonlySet<string> = new Set(['CT', 'MR', 'PT']);

/**
 * What a series mixes that belongs apart, beyond what its localizers do: every code says how many of how many images, and
 * names the files of the smaller part.
 *
 * @returns `series-size-mixed` with the `sizes`, `series-samples-mixed`, `series-frames-of-reference`,
 *   `series-no-position`; for mixed orientations `series-orientation-mixed` with how many `directions`, and `series-gap` as
 *   all of them together fill no volume
 */
export function mixtureOf<T extends SeriesInstance>(planes: readonly Plane<T>[]): Coded[] {
  const slices = planes.filter(({ distinction }) => !isLocalizer(distinction));
  const total = slices.length;
  const warnings: Coded[] = [];
  const sizes = parts(slices, ({ rows, columns }) => `${columns} × ${rows}`);
  if (sizes.length > 1) {
    const named = sizes.map(([size, { length }]) => `${size} (${length})`).slice(0, 5);
    warnings.push({
      code: 'series-size-mixed',
      details: { sizes: named.join(', '), total, files: namesBut(sizes) },
    });
  }
  const samples = parts(slices, ({ samplesPerPixel }) => String(samplesPerPixel));
  if (samples.length > 1) warnings.push({ code: 'series-samples-mixed', details: { ...countBut(samples), total } });
  const references = parts(slices.filter(isPlaced), frameOfReference);
  if (references.length > 1) {
    const details = { references: references.length, total, files: namesBut(references) };
    warnings.push({ code: 'series-frames-of-reference', details });
  }
  const unplaced = slices.filter((plane) => !isPlaced(plane));
  const expected = slices.some(
    (plane) => isPlaced(plane) || SLICES.has(plane.instance.description.gate.modality ?? ''),
  );
  if (unplaced.length > 0 && expected) {
    const files = listedNames(unplaced.map(({ instance }) => instance.name));
    warnings.push({ code: 'series-no-position', details: { missing: unplaced.length, total, files } });
  }
  const directions = byDirection(slices.filter(isPlaced)).sort((a, b) => b.length - a.length);
  if (directions.length > 1) {
    const others = directions.slice(1);
    const mixed = others.reduce((sum, { length }) => sum + length, 0);
    const files = listedNames(others.flat().map(({ instance }) => instance.name));
    warnings.push({
      code: 'series-orientation-mixed',
      details: { directions: directions.length, mixed, total, files },
    });
    warnings.push({ code: 'series-gap', details: { mixed } });
  }
  return warnings;
}

/** Parts that differ, the largest first. */
function parts<P>(planes: readonly P[], of: (plane: P) => string): [string, P[]][] {
  const found = new Map<string, P[]>();
  for (const plane of planes) {
    const part = found.get(of(plane));
    if (part) part.push(plane);
    else found.set(of(plane), [plane]);
  }
  return [...found].sort((a, b) => b[1].length - a[1].length);
}

function countBut<T extends SeriesInstance>(found: readonly [string, Plane<T>[]][]): { count: number; files: string } {
  return { count: found.slice(1).reduce((sum, [, { length }]) => sum + length, 0), files: namesBut(found) };
}

function namesBut<T extends SeriesInstance>(found: readonly [string, Plane<T>[]][]): string {
  return listedNames(found.slice(1).flatMap(([, planes]) => planes.map(({ instance }) => instance.name)));
}

/** `series-unlabelled` with how many images without a Series Instance UID were put together, and which `files`. */
export function unlabelled<T extends SeriesInstance>(instances: readonly T[]): Coded[] {
  const without = instances.filter(
    ({ description: { seriesUid, gate } }) => gate.container === 'dicom' && filled(seriesUid) === null,
  );
  if (without.length === 0 || instances.length < 2) return [];
  const files = listedNames(without.map(({ name }) => name));
  return [{ code: 'series-unlabelled', details: { count: without.length, files } }];
}
