import type { CaseId } from '../../../src-shared/contract/ids.ts';
import { call } from '../../app/bridge.ts';

const PAGE = 200;

/** All cases of the worklist with these words (all of them needed; none: every case). Throws CodedError. */
export async function casesOfWords(words: string): Promise<CaseId[]> {
  const found: CaseId[] = [];
  for (;;) {
    const { rows, total } = await call('worklist.page', { words, offset: found.length, limit: PAGE });
    found.push(...rows.map(({ caseId }) => caseId));
    if (rows.length === 0 || found.length >= total) return found;
  }
}
