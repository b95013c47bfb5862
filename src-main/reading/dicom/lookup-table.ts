import type { LookupTable } from '../../../src-shared/imaging/instance.ts';
import type { Attributes } from './attributes.ts';

const MAX_ENTRIES = 65_536;

/**
 * Reads a modality or VOI LUT from its sequence item (PS3.3 C.11.1.1, C.11.2.1.1); null where it is missing or shorter
 * than it states.
 * @param signedInput the first input value is signed (modality LUT of signed pixels)
 */
export function readLookupTable(item: Attributes | undefined, signedInput: boolean): LookupTable | null {
  if (!item?.has('x00283002') || !item.has('x00283006')) return null;
  const entries = item.unsigned('x00283002') || MAX_ENTRIES;
  const signed = signedInput || item.vr('x00283002') === 'SS';
  const first = (signed ? item.signed('x00283002', 1) : item.unsigned('x00283002', 1)) ?? 0;
  const bits = item.unsigned('x00283002', 2) ?? 16;
  const bytes = item.packedBytes('x00283006');
  const values = bytes.length < entries * 2 ? [...bytes] : item.words('x00283006');
  if (values.length < entries || bits < 1 || bits > 16) return null;
  return { first, bits, values: values.slice(0, entries) };
}
