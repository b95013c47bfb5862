import type { OpenCase, StoredResult } from '../../../src-shared/contract/records.ts';
import type { Judgement } from '../../../src-shared/findings/judgement.ts';
import type { Language, ReportDraft } from '../../../src-shared/findings/report.ts';
import { emptyDraft } from '../../../src-shared/report-page/report-draft.ts';
import { namesNobody } from '../../../src-shared/report-page/report-identity.ts';
import { BLANK_IDENTITY } from './typed-identity.ts';

type ReportedCase = Pick<OpenCase, 'draft' | 'identity' | 'results' | 'series'>;

/**
 * What the form opens with: what was typed before, else an empty report on the newest result that is no refusal and the
 * picture that it is of.
 */
export function startingDraft(openCase: ReportedCase, language: Language, signer: string): ReportDraft {
  const typedIdentity = namesNobody(openCase.identity) ? { ...BLANK_IDENTITY } : null;
  if (openCase.draft) return { ...openCase.draft, typedIdentity: openCase.draft.typedIdentity ?? typedIdentity };
  const newest = quotable(openCase.results).at(-1);
  return {
    ...emptyDraft(language, signer),
    resultId: newest?.id ?? null,
    keyInstanceId: newest?.result.input.instanceId ?? openCase.series[0]?.instances[0]?.id ?? null,
    ...(newest && { keyFrame: newest.result.input.frame }),
    typedIdentity,
  };
}

/** Results that a report may quote, oldest first: all but refusals. */
export function quotable(results: readonly StoredResult[]): StoredResult[] {
  return results.filter(({ result }) => result.verdict !== 'refused');
}

/** The judgement that counts for a result: the last one. */
export function lastJudgement(judgements: readonly Judgement[], resultId: number | null): Judgement | undefined {
  return judgements.findLast((judgement) => judgement.resultId === resultId);
}
