import type { CallInput, CallOutput } from '../../src-shared/contract/table.ts';
import { call } from './bridge.ts';
import { caseNames } from './case-names.svelte.ts';
import { PAGE_ROWS } from './page-rows.ts';

type Page = CallOutput<'worklist.page'>;

let first: Promise<Page> | undefined;

/** Asks for the top of the whole worklist while the program's state is still on its way; answers when it is there or was refused. */
export async function askFirstRows(): Promise<void> {
  first = call('worklist.page', { words: '', offset: 0, limit: PAGE_ROWS });
  await first.catch(() => undefined);
}

/**
 * A page of the worklist. The top of it may have been asked for already; that answer is given away once. Whose cases they are
 * is noted.
 */
export async function worklistPage(input: CallInput<'worklist.page'>): Promise<Page> {
  const early = first;
  first = undefined;
  const isTop = input.words === '' && input.offset === 0 && input.limit === PAGE_ROWS;
  const page = await (early && isTop ? early : call('worklist.page', input));
  caseNames.note(page.rows);
  return page;
}
