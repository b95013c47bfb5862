import { SvelteSet } from 'svelte/reactivity';
import type { CaseId } from '../../../src-shared/contract/ids.ts';

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
  readonly chosen = new SvelteSet<CaseId>();

  /** Ticks a case, or takes its tick away. */
  toggle(caseId: CaseId): void {
    if (!this.chosen.delete(caseId)) this.chosen.add(caseId);
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
