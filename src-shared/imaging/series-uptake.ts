import type { Coded } from '../contract/coded.ts';
import type { InstanceDescription } from './instance.ts';

/** Factors of one series differ by what rounded times leave. */
const SAME = 0.01;

/**
 * The images of a series with the factor to uptake values (SUV) only where all of them lead to the same one: what is measured on several
 * of them has one unit. Other series are as they were.
 *
 * @returns warnings `series-uptake-unknown`, `series-uptake-differs` of PET series whose numbers stay in the file's own unit
 */
export function withCommonUptake<T extends { readonly description: InstanceDescription }>(
  instances: readonly T[],
): { readonly instances: readonly T[]; readonly warnings: readonly Coded[] } {
  if (!instances.some(({ description }) => description.gate.modality === 'PT')) return { instances, warnings: [] };
  const factors = instances.map(({ description }) => description.pixels.suv?.bodyWeightFactor ?? null);
  const known = factors.filter((factor) => factor !== null);
  if (known.length === 0) return { instances, warnings: [{ code: 'series-uptake-unknown', details: {} }] };
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (known.length === factors.length && most <= least * (1 + SAME)) return { instances, warnings: [] };
  return {
    instances: instances.map((instance) => {
      const { suv: _unsure, ...pixels } = instance.description.pixels;
      return { ...instance, description: { ...instance.description, pixels } };
    }),
    warnings: [{ code: 'series-uptake-differs', details: {} }],
  };
}
