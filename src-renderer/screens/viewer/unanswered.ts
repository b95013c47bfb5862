import type { Coded } from '../../../src-shared/contract/coded.ts';
import type { UnansweredQuestion } from '../../../src-shared/contract/records.ts';

/** Questions to one network that failed for one reason. */
export interface UnansweredGroup {
  /** Tells it from the others on the screen. */
  readonly key: string;
  readonly modelId: UnansweredQuestion['question']['modelId'];
  readonly reason: Coded;
  /** Newest first. */
  readonly questions: readonly UnansweredQuestion[];
}

/** A case's failed questions as the panel lists them: those of one network and one reason together, the newest first. */
export function unansweredGroups(unanswered: readonly UnansweredQuestion[]): UnansweredGroup[] {
  const groups = new Map<string, UnansweredGroup>();
  for (const each of [...unanswered].reverse()) {
    const { modelId } = each.question;
    const key = JSON.stringify([modelId, each.reason]);
    const before = groups.get(key)?.questions ?? [];
    groups.set(key, { key, modelId, reason: each.reason, questions: [...before, each] });
  }
  return [...groups.values()];
}
