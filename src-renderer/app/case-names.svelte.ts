import { SvelteMap } from 'svelte/reactivity';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import type { WorklistRow } from '../../src-shared/contract/records.ts';

export type CaseName = Pick<WorklistRow, 'identity' | 'sourceName'>;

/** Of so many cases; who was met longest ago is forgotten first. */
const MOST_KEPT = 2000;

/** Whose cases are, as the worklist's rows said: for lines that speak of a case which is not open. */
class CaseNames {
  readonly #names = new SvelteMap<CaseId, CaseName>();

  note(rows: readonly (CaseName & { readonly caseId: CaseId })[]): void {
    for (const { caseId, identity, sourceName } of rows) {
      this.#names.delete(caseId);
      this.#names.set(caseId, { identity, sourceName });
    }
    for (const oldest of this.#names.keys()) {
      if (this.#names.size <= MOST_KEPT) break;
      this.#names.delete(oldest);
    }
  }

  /** Undefined: no row of it has come. */
  of(caseId: CaseId): CaseName | undefined {
    return this.#names.get(caseId);
  }
}

export const caseNames = new CaseNames();
