import type { Attributes } from './attributes.ts';
import { finite } from './coded-values.ts';

/** Scanners of General Electric add so much to mark what the number is. */
const GE_MARK = 100_000;

/**
 * The b-value of a single MR image, s/mm², from where its maker keeps it (Siemens, GE, Philips): older images have no
 * standard element for it. As dcm2niix reads them; null: not stated.
 */
export function privateBValue(attributes: Attributes): number | null {
  if (attributes.code('x00080060') !== 'MR') return null;
  const of = (group: number, creator: string, element: string, binary?: 'FL') => {
    const tag = attributes.privateTag(group, creator, element);
    return tag === null ? null : finite(attributes, tag, binary);
  };
  const siemens = of(0x0019, 'SIEMENS MR HEADER', '0c');
  const ge = of(0x0043, 'GEMS_PARM_01', '39');
  const philips = of(0x2001, 'Philips Imaging DD 001', '03', 'FL');
  const found = siemens ?? (ge === null ? philips : ge % GE_MARK);
  return found !== null && found >= 0 ? found : null;
}
