import type { ImportProgress } from '../../src-shared/contract/records.ts';

/** How far an import is (0–1) by the files found so far; 0 while none has been found. */
export function importFraction({
  found,
  read,
  failedCount,
}: Pick<ImportProgress, 'found' | 'read' | 'failedCount'>): number {
  return found === 0 ? 0 : Math.min(1, (read + failedCount) / found);
}
