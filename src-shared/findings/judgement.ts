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

/** Of an opinion of which nobody noted what had been shown before it: as good as everything. */
const NOT_NOTED = Number.MAX_SAFE_INTEGER;

/**
 * As stored. `revealedUpTo`: the highest id of the case's results whose word could be seen when the opinion was written;
 * 0: none could.
 */
export const Opinion = NewOpinion.extend({
  at: z.iso.datetime(),
  revealedUpTo: z.number().int().nonnegative().default(NOT_NOTED),
});
export type Opinion = z.infer<typeof Opinion>;

/**
 * Whether it may be said that an opinion was written before the network's word was shown: only where no word about the
 * case could be seen. A later result may repeat on the same picture what an earlier one said.
 */
export function precedesWord({ revealedUpTo }: Pick<Opinion, 'revealedUpTo'>): boolean {
  return revealedUpTo === 0;
}

const unfinished = z.string().max(4000);

/** Words about a case that a person has begun and not yet given: kept as they are typed. */
export const UnfinishedWords = z
  .object({
    /** Comments by the id of the result that they are about; without empty ones. */
    judgementComments: z
      .record(z.string().regex(/^[1-9]\d{0,15}$/), unfinished)
      .refine((comments) => Object.keys(comments).length <= 1000, { message: 'more comments than results' }),
    opinion: z.object({ present: NewOpinion.shape.present.nullable(), comment: unfinished }).strict(),
  })
  .strict();
export type UnfinishedWords = z.infer<typeof UnfinishedWords>;

/** Whether nothing has been begun. */
export function saysNothing({ judgementComments, opinion }: UnfinishedWords): boolean {
  const comments = Object.values(judgementComments);
  return opinion.present === null && opinion.comment === '' && comments.every((comment) => comment === '');
}
