import type { CaseId } from '../../../src-shared/contract/ids.ts';
import type { KeptLayout } from './view-panes.svelte.ts';

const kept = new Map<CaseId, KeptLayout>();

/** Keeps how a case was looked at while it stays open; those of cases whose tab was closed are forgotten. */
export function keepLayout(caseId: CaseId, layout: KeptLayout, open: readonly CaseId[]): void {
  kept.set(caseId, layout);
  for (const other of kept.keys()) if (!open.includes(other)) kept.delete(other);
}

/** How a case was looked at the last time; null: it was not, or was closed since. */
export function keptLayout(caseId: CaseId): KeptLayout | null {
  return kept.get(caseId) ?? null;
}
