import type { OpenLabelling } from '../../../src-shared/contract/annotation-records.ts';
import type { ItemId } from '../../../src-shared/contract/ids.ts';
import { workbench } from '../../app/workbench.ts';
import { fetchAhead, forgetAhead } from '../../stage/frames-ahead.ts';

/** What was opened ahead and not looked at for longer is opened again: somebody may have worked on it. */
const FRESH_MS = 10 * 60_000;

/** Opens items of a dataset, the next one before it is asked for, so that it is on the screen at once. */
export class ItemsAhead {
  #next: { readonly itemId: ItemId; readonly at: number; readonly open: Promise<OpenLabelling> } | null = null;

  /** The item with the labelling of the person who is signed in. Rejects with the contract's codes. */
  async open(itemId: ItemId): Promise<OpenLabelling> {
    const ahead = this.#next;
    this.#next = null;
    if (ahead?.itemId === itemId && performance.now() - ahead.at < FRESH_MS) return ahead.open;
    return workbench.open({ itemId });
  }

  /** Reads an item and the slice that it begins with. What fails is told when the item is opened. */
  async prepare(itemId: ItemId): Promise<void> {
    if (this.#next?.itemId === itemId) return;
    const open = workbench.open({ itemId });
    this.#next = { itemId, at: performance.now(), open };
    try {
      const { item } = await open;
      const first = item.frames[firstSlice(item.frames.length)];
      if (first) await fetchAhead(first);
    } catch {
      if (this.#next?.itemId === itemId) this.#next = null;
    }
  }

  /** Forgets what was opened ahead: somebody else signed in, or the room was left. */
  forget(): void {
    this.#next = null;
    forgetAhead();
  }
}

/** Where an item is opened: a stack in its middle, where there is most to see. */
export function firstSlice(slices: number): number {
  return slices > 2 ? Math.floor(slices / 2) : 0;
}
