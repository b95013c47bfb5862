import { toCoded } from '../../src-shared/contract/coded.ts';
import type { IndexProgress } from './calls.ts';
import { filesUnder } from './containers/folder.ts';
import { describeFile } from './describe-file.ts';
import { Turns } from './turns.ts';

export interface IndexTotals {
  found: number;
  read: number;
  failed: number;
}

const FOUND_EVERY = 500;

/**
 * Finds and describes all files under the roots, in the order of the walk; one bad file never stops the others.
 *
 * @param options.skip files at the front of the walk that are done already
 * @param options.suspect the file behind them: described first, before the walk, and alone
 * @param options.cancelled asked before each file
 * @param options.turns shared with whatever else reads or decodes in this process
 */
export async function indexFiles(
  roots: readonly string[],
  tell: (event: IndexProgress) => void,
  options: {
    readonly skip?: number;
    readonly suspect?: string;
    readonly cancelled: () => boolean;
    readonly turns?: Turns;
  },
): Promise<IndexTotals> {
  const { suspect, cancelled, turns = new Turns() } = options;
  const totals: IndexTotals = { found: 0, read: 0, failed: 0 };
  const describe = async (path: string) => {
    const started = () => tell({ kind: 'started', path });
    started();
    try {
      tell({ kind: 'instance', path, ...(await describeFile(path, started)) });
      totals.read++;
    } catch (error) {
      tell({ kind: 'failed', path, error: toCoded(error) });
      totals.failed++;
    }
  };
  let skip = options.skip ?? 0;
  if (suspect !== undefined && !cancelled()) {
    await turns.alone(() => describe(suspect));
    skip++;
  }
  const paths: string[] = [];
  for await (const path of filesUnder(roots)) {
    if (cancelled()) break;
    if (paths.push(path) % FOUND_EVERY === 0) tell({ kind: 'found', found: paths.length });
  }
  totals.found = paths.length;
  tell({ kind: 'found', found: totals.found });
  for (const path of paths.slice(skip)) {
    if (cancelled()) break;
    await turns.shared(() => describe(path));
  }
  return totals;
}
