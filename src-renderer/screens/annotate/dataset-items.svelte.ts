import { SvelteMap } from 'svelte/reactivity';
import type { DatasetItem } from '../../../src-shared/contract/annotation-records.ts';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { DatasetId, ItemId } from '../../../src-shared/contract/ids.ts';
import { workbench } from '../../app/workbench.ts';

const PAGE = 200;

/** The items of a dataset in their order, a page at a time as they are looked at. */
export class DatasetItems {
  readonly datasetId: DatasetId;
  total = $state(0);
  failure = $state.raw<Coded | null>(null);
  readonly #pages = new SvelteMap<number, readonly DatasetItem[]>();
  #asked: Record<number, Promise<void> | undefined> = {};
  #turn = 0;

  constructor(datasetId: DatasetId) {
    this.datasetId = datasetId;
  }

  /** The item at a place; undefined: not here yet, or there is none. */
  at(position: number): DatasetItem | undefined {
    return this.#pages.get(Math.floor(position / PAGE))?.[position % PAGE];
  }

  /** Those that are here, in order. */
  get here(): DatasetItem[] {
    return [...this.#pages.entries()].sort(([a], [b]) => a - b).flatMap(([, items]) => items);
  }

  /** Reads the page with a place. */
  async load(position: number): Promise<void> {
    const page = Math.floor(position / PAGE);
    await (this.#asked[page] ??= this.#read(page));
  }

  /** Reads again what is here. */
  async refresh(): Promise<void> {
    this.#turn += 1;
    this.#asked = {};
    const pages = this.#pages.size > 0 ? [...this.#pages.keys()] : [0];
    await Promise.all(pages.map((page) => this.load(page * PAGE)));
  }

  /** The item at a place, read if it is not here; null: there is none. */
  async itemAt(position: number): Promise<DatasetItem | null> {
    if (position < 0) return null;
    await this.load(position);
    return this.at(position) ?? null;
  }

  /** The first item from a place on that is not done, then from the start; null: all are. */
  async nextOpen(from: number): Promise<DatasetItem | null> {
    await this.load(Math.max(0, from));
    for (let i = 0; i < this.total; i++) {
      const item = await this.itemAt((from + i) % this.total);
      if (item && item.state !== 'done') return item;
    }
    return null;
  }

  /** A place of an item that is here; null: it is not. */
  positionOf(itemId: ItemId): number | null {
    return this.here.find(({ id }) => id === itemId)?.position ?? null;
  }

  async #read(page: number): Promise<void> {
    const turn = this.#turn;
    try {
      const { items, total } = await workbench.items({ datasetId: this.datasetId, offset: page * PAGE, limit: PAGE });
      if (turn !== this.#turn) return;
      this.#pages.set(page, items);
      this.total = total;
      this.failure = null;
    } catch (thrown) {
      this.failure = toCoded(thrown);
      this.#asked[page] = undefined;
    }
  }
}
