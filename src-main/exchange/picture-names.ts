import path from 'node:path';
import type { ItemId } from '../../src-shared/contract/ids.ts';

/** An item as files may name it. */
export interface NamedItem {
  readonly itemId: ItemId;
  /** Random, of exports; null: it was never exported. */
  readonly name: string | null;
  readonly slices: number;
  /** Of its first instance. */
  readonly path: string;
}

const stem = (name: string) => path.posix.basename(name.replaceAll('\\', '/')).replace(/(\.nii)?\.[a-z0-9]{1,4}$/i, '');

/**
 * Finds items by what files call their pictures: the random id of an export, with the slice behind it (`-0003`), a channel (`_0000`) or a segment
 * (`.mass`) after it; else the file name of the picture, where only one item has it.
 */
export class PictureNames {
  readonly #byName = new Map<string, NamedItem>();
  readonly #byFile = new Map<string, NamedItem | null>();

  constructor(items: readonly NamedItem[]) {
    for (const item of items) {
      if (item.name !== null) this.#byName.set(item.name, item);
      const file = stem(item.path.split('//').at(-1) as string);
      this.#byFile.set(file, this.#byFile.has(file) ? null : item);
    }
  }

  /** As {@link find}, by the random id of an export alone. */
  exported(name: string): ReturnType<PictureNames['find']> {
    const item = this.#byName.get(name);
    return item ? { item, slice: null } : null;
  }

  /** @returns the item, and the slice that the name tells; null: no item of this name */
  find(name: string): { readonly item: NamedItem; readonly slice: number | null } | null {
    const word = stem(name);
    const [, id = word, digits] = /^(p[0-9a-f]{16})(?:-(\d{4,5}))?(?:_0000)?(?:\.[a-z0-9-]+)?$/.exec(word) ?? [];
    const item = this.#byName.get(id) ?? this.#byFile.get(word) ?? this.#byFile.get(word.replace(/\.[a-z0-9-]+$/, ''));
    if (!item) return null;
    const slice = digits === undefined ? null : Number(digits);
    return slice !== null && slice >= item.slices ? null : { item, slice };
  }
}
