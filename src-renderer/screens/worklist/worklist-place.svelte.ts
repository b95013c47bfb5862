import { SvelteMap } from 'svelte/reactivity';
import type { CaseId, ModelId } from '../../../src-shared/contract/ids.ts';
import type { ChosenCase } from './batch-models.ts';

type Tickable = ChosenCase & { readonly caseId: CaseId };

/** Where the person is in the worklist; kept while other rooms are on the screen. */
class Place {
  /** What stands in the filter line. */
  typed = $state('');
  /** Pixels scrolled. */
  top = 0;
  /** The selected row and the case that it is; -1 and null: none. */
  index = $state(-1);
  caseId = $state<CaseId | null>(null);

  /** Cases that were ticked, for what is done with several at once. */
  readonly chosen = new SvelteMap<CaseId, ChosenCase>();
  /** The network that was asked about many cases last; null: none. */
  lastModel = $state<ModelId | null>(null);

  /** Ticks a case, or takes its tick away. */
  toggle({ caseId, modalities, bodyPart }: Tickable): void {
    if (!this.chosen.delete(caseId)) this.chosen.set(caseId, { modalities, bodyPart });
  }

  /** Ticks all of them, or takes all their ticks away. */
  setAll(rows: readonly Tickable[], ticked: boolean): void {
    for (const { caseId, modalities, bodyPart } of rows) {
      if (ticked) this.chosen.set(caseId, { modalities, bodyPart });
      else this.chosen.delete(caseId);
    }
  }

  /** Back to the top with nothing selected, for a new filter. */
  reset(): void {
    this.top = 0;
    this.index = -1;
    this.caseId = null;
  }
}

/** The one place on the page. */
export const place = new Place();
