import type { CaseId, ResultId } from '../../../src-shared/contract/ids.ts';
import type { OpenCase } from '../../../src-shared/contract/records.ts';
import type { UnfinishedWords } from '../../../src-shared/findings/judgement.ts';
import { call } from '../../app/bridge.ts';
import { DraftKeeper } from '../../app/draft-keeper.svelte.ts';

type Present = UnfinishedWords['opinion']['present'];

const NOTHING: UnfinishedWords = { judgementComments: {}, opinion: { present: null, comment: '' } };

/**
 * What a person has begun to say about one case: comments on findings and the own reading. Kept in the log as it is
 * typed, so that neither another room nor the end of the program loses it.
 */
export class CaseWords {
  readonly caseId: CaseId;
  readonly keeper: DraftKeeper<UnfinishedWords>;
  #words = $state.raw<UnfinishedWords>(NOTHING);

  constructor(caseId: CaseId, begun: UnfinishedWords | null) {
    this.caseId = caseId;
    this.#words = begun ?? NOTHING;
    this.keeper = new DraftKeeper(async (words) => {
      await call('words.keep', { caseId, words });
    });
  }

  /** The comment begun on a result; empty where there is none. */
  commentOn(resultId: ResultId): string {
    return this.#words.judgementComments[String(resultId)] ?? '';
  }

  setComment(resultId: ResultId, comment: string): void {
    if (comment === this.commentOn(resultId)) return;
    const { [String(resultId)]: _before, ...others } = this.#words.judgementComments;
    const judgementComments = comment === '' ? others : { ...others, [String(resultId)]: comment };
    this.#change({ ...this.#words, judgementComments });
  }

  get present(): Present {
    return this.#words.opinion.present;
  }

  set present(present: Present) {
    if (present !== this.present) this.#change({ ...this.#words, opinion: { ...this.#words.opinion, present } });
  }

  get opinionComment(): string {
    return this.#words.opinion.comment;
  }

  set opinionComment(comment: string) {
    if (comment === this.opinionComment) return;
    this.#change({ ...this.#words, opinion: { ...this.#words.opinion, comment } });
  }

  /** The opinion was given: nothing of it is unfinished any more. */
  opinionGiven(): void {
    this.#change({ ...this.#words, opinion: NOTHING.opinion });
  }

  #change(words: UnfinishedWords): void {
    this.#words = words;
    this.keeper.changed(words);
  }
}

const known: CaseWords[] = [];

/**
 * The words begun about a case. As long as the page lives they are the page's own: what the case was opened with is older
 * than what was typed since.
 */
export function wordsOf({ caseId, words }: Pick<OpenCase, 'caseId' | 'words'>): CaseWords {
  const found = known.find((one) => one.caseId === caseId);
  if (found) return found;
  const fresh = new CaseWords(caseId, words);
  known.push(fresh);
  return fresh;
}
