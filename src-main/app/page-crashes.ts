import type { WebContents } from 'electron';
import type { Coded } from '../../src-shared/contract/coded.ts';

const MINUTE_MS = 60_000;
const MOST_RELOADS = 3;
const CRASHED: Coded = { code: 'page-crashed', details: {} };

/**
 * Loads a page that died again, and says so when it is back: everything that was said is in the log. A page that dies more
 * than three times in a minute is left alone, for what kills it would kill it for ever.
 *
 * @returns `notices`: what the page has to be told with the program's state, since a page that is still starting hears no
 *   events yet
 */
export function reloadAfterCrashes(
  page: Pick<WebContents, 'on' | 'reload'>,
  tell: (notice: Coded) => void,
): { readonly notices: () => Coded[] } {
  let reloads: number[] = [];
  let crashed = false;
  let isComing = false;
  page.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = performance.now();
    reloads = reloads.filter((at) => now - at < MINUTE_MS);
    if (reloads.length >= MOST_RELOADS) return;
    reloads.push(now);
    crashed = true;
    isComing = true;
    page.reload();
  });
  page.on('did-finish-load', () => {
    if (isComing) tell(CRASHED);
    isComing = false;
  });
  return { notices: () => (crashed ? [CRASHED] : []) };
}
