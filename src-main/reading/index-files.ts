import { toCoded, type Code } from '../../src-shared/contract/coded.ts';
import type { IndexEvent } from './calls.ts';
import { filesUnder } from './containers/folder.ts';
import { describeFile } from './describe-file.ts';

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
 * @param options.blame the file behind them fails with this code without being opened
 * @param options.cancelled asked before each file
 */
export async function indexFiles(
  roots: readonly string[],
  tell: (event: IndexEvent) => void,
  options: { readonly skip?: number; readonly blame?: Code; readonly cancelled: () => boolean },
): Promise<IndexTotals> {
  const paths: string[] = [];
  for await (const path of filesUnder(roots)) {
    if (options.cancelled()) break;
    if (paths.push(path) % FOUND_EVERY === 0) tell({ kind: 'found', found: paths.length });
  }
  const totals: IndexTotals = { found: paths.length, read: 0, failed: 0 };
  const alive = () => tell({ kind: 'found', found: totals.found });
  alive();
  const skip = options.skip ?? 0;
  for (const [index, path] of paths.entries()) {
    if (options.cancelled()) break;
    if (index < skip) continue;
    if (index === skip && options.blame) {
      tell({ kind: 'failed', path, error: { code: options.blame, details: {} } });
      totals.failed++;
      continue;
    }
    try {
      tell({ kind: 'instance', path, ...(await describeFile(path, alive)) });
      totals.read++;
    } catch (error) {
      tell({ kind: 'failed', path, error: toCoded(error) });
      totals.failed++;
    }
  }
  return totals;
}
