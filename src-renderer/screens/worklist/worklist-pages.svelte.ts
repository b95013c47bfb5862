import { SvelteMap } from 'svelte/reactivity';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { CaseId } from '../../../src-shared/contract/ids.ts';
import type { WorklistRow } from '../../../src-shared/contract/records.ts';
import type { CallInput, CallOutput } from '../../../src-shared/contract/table.ts';
import { PAGE_ROWS } from '../../app/page-rows.ts';
import { pagesOf, type RowRange } from '../../parts/visible-rows.ts';

type Ask = (input: CallInput<'worklist.page'>) => Promise<CallOutput<'worklist.page'>>;

const KEPT_PAGES = 12;
/** As many as main answers at once. */
const MOST_ROWS = 200;

/**
 * The worklist as far as it has been looked at: pages of rows that come as they scroll into view. A new filter or a
 * change of the log starts a new turn; rows stay on the screen until the new ones are there, and an answer from an
 * earlier turn is dropped.
 */
export class WorklistPages {
  /** Rows that match the filter; null until the first answer. */
  total = $state<number | null>(null);
  failure = $state.raw<Coded | null>(null);
  /** Rows that came in on top with the last reading, for whoever keeps a place in the list. */
  grown = 0;
  readonly #pages = new SvelteMap<number, readonly WorklistRow[]>();
  #words = '';
  #range: RowRange = { first: 0, last: 0 };
  #turn = 0;
  /** Pages that are on their way. */
  #asked: readonly number[] = [];
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The row at a place in the list; undefined while it has not come. */
  rowAt(index: number): WorklistRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** Where a case stands among the rows that have come; -1: not there. */
  indexOf(caseId: CaseId): number {
    for (const [page, rows] of this.#pages) {
      const index = rows.findIndex((row) => row.caseId === caseId);
      if (index >= 0) return page * PAGE_ROWS + index;
    }
    return -1;
  }

  /** Every row that matches the filter, read anew; those that came are not kept. Throws CodedError. */
  async all(): Promise<WorklistRow[]> {
    const words = this.#words;
    const rows: WorklistRow[] = [];
    for (;;) {
      const page = await this.#ask({ words, offset: rows.length, limit: MOST_ROWS });
      rows.push(...page.rows);
      if (page.rows.length === 0 || rows.length >= page.total) return rows;
    }
  }

  /** Filters by words, from the top. Answers when the first rows are there. */
  async filter(words: string): Promise<void> {
    this.#range = { first: 0, last: 0 };
    await this.#read(words);
  }

  /** Reads again what is on the screen. */
  async refresh(): Promise<void> {
    await this.#read(this.#words);
  }

  /** Says which rows are on the screen; fetches those that have not come. */
  async show(range: RowRange): Promise<void> {
    this.#range = range;
    const turn = this.#turn;
    const missing = pagesOf(range, PAGE_ROWS).filter((page) => !this.#pages.has(page) && !this.#asked.includes(page));
    await Promise.all(
      missing.map(async (page) => {
        this.#asked = [...this.#asked, page];
        try {
          const { rows, total } = await this.#page(this.#words, page);
          if (turn !== this.#turn) return;
          this.#pages.set(page, rows);
          this.#forgetFarPages();
          this.total = total;
        } catch (thrown) {
          if (turn === this.#turn) this.failure = toCoded(thrown);
        } finally {
          if (turn === this.#turn) this.#asked = this.#asked.filter((other) => other !== page);
        }
      }),
    );
  }

  async #read(words: string): Promise<void> {
    const turn = ++this.#turn;
    this.#asked = [];
    const pages = pagesOf(this.#range, PAGE_ROWS);
    try {
      const answers = await Promise.all(pages.map((page) => this.#page(words, page)));
      if (turn !== this.#turn) return;
      const total = answers.at(-1)?.total ?? 0;
      this.grown = words === this.#words && this.total !== null ? total - this.total : 0;
      this.#words = words;
      this.#pages.clear();
      pages.forEach((page, index) => this.#pages.set(page, answers[index]!.rows));
      this.total = total;
      this.failure = null;
    } catch (thrown) {
      if (turn === this.#turn) this.failure = toCoded(thrown);
    }
  }

  #page(words: string, page: number): Promise<CallOutput<'worklist.page'>> {
    return this.#ask({ words, offset: page * PAGE_ROWS, limit: PAGE_ROWS });
  }

  /** Keeps only the pages nearest to the screen. */
  #forgetFarPages(): void {
    const middle = (this.#range.first + this.#range.last) / 2 / PAGE_ROWS;
    const byDistance = [...this.#pages.keys()].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    for (const page of byDistance.slice(KEPT_PAGES)) this.#pages.delete(page);
  }
}
