import { CaseId, JudgementId, ResultId } from '../contract/ids.ts';
import { z } from '../schema.ts';

/** A person's word on a network's finding. `change`: the finding is something else, said in the comment. */
export const JudgementKind = z.enum(['accept', 'change', 'reject']);
export type JudgementKind = z.infer<typeof JudgementKind>;

export const NewJudgement = z
  .object({ resultId: ResultId, kind: JudgementKind, comment: z.string().max(4000) })
  .refine((judgement) => judgement.kind !== 'change' || judgement.comment.trim() !== '', {
    path: ['comment'],
    message: 'a change says what it is changed to',
  });
export type NewJudgement = z.infer<typeof NewJudgement>;

/** As stored: judgements are only ever added; the last one of a result counts. `at`: UTC, ISO 8601. */
export const Judgement = z.object({
  id: JudgementId,
  resultId: ResultId,
  kind: JudgementKind,
  comment: z.string(),
  at: z.iso.datetime(),
});
export type Judgement = z.infer<typeof Judgement>;

/** What a person saw before the network's word was shown (read-first mode). */
export const NewOpinion = z.object({
  caseId: CaseId,
  present: z.enum(['yes', 'no', 'unsure']),
  comment: z.string().max(4000),
});
export type NewOpinion = z.infer<typeof NewOpinion>;

export const Opinion = NewOpinion.extend({ at: z.iso.datetime() });
export type Opinion = z.infer<typeof Opinion>;
