import type { Attributes } from './attributes.ts';

/**
 * The dataset that holds an attribute of a frame: the file itself, or in enhanced objects (PS3.3 C.7.6.16) the item of a
 * functional group that all frames share, else that of the first frame.
 *
 * @param group tag of the functional group's sequence
 * @param tag the attribute sought
 */
export function holderOf(attributes: Attributes, group: string, tag: string): Attributes {
  if (attributes.has(tag)) return attributes;
  for (const groups of ['x52009229', 'x52009230']) {
    const item = attributes.items(groups)[0]?.items(group)[0];
    if (item?.has(tag)) return item;
  }
  return attributes;
}
