import type { DatasetId, ItemId } from '../../../src-shared/contract/ids.ts';

export type AnnotateScreen = 'datasets' | 'board' | 'item' | 'agreement' | 'checks';

/** Where a person is in the room; kept while they are in another one. */
class Place {
  screen = $state<AnnotateScreen>('datasets');
  datasetId = $state<DatasetId | null>(null);
  itemId = $state<ItemId | null>(null);

  datasets(): void {
    this.screen = 'datasets';
    this.datasetId = null;
    this.itemId = null;
  }

  board(datasetId: DatasetId): void {
    this.screen = 'board';
    this.datasetId = datasetId;
  }

  /** Opens an item of the dataset that is open. */
  item(itemId: ItemId): void {
    this.screen = 'item';
    this.itemId = itemId;
  }

  /** How far the readers of the dataset that is open agree, or what its pictures say of one another. */
  show(screen: 'agreement' | 'checks'): void {
    this.screen = screen;
  }
}

/** The one place on the page. */
export const place = new Place();
