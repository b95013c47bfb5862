import type { OpenCase, ShownManifest } from '../../../src-shared/contract/records.ts';
import type { ResultId } from '../../../src-shared/contract/ids.ts';
import type { AnalysisResult } from '../../../src-shared/findings/result.ts';
import type { FrameKey } from '../../stage/image-id.ts';
import { sliceOf } from '../../stage/result-slice.ts';
import type { Finding } from './findings.ts';

/** The answer that a question would repeat. */
export interface Answered {
  /** Null: it is hidden until the person has written an own reading. */
  readonly resultId: ResultId | null;
}

/**
 * The answer of exactly this version of a model about the picture on the screen, or about the stack in which it lies as it is now;
 * null: it has given none. Of a network that waits for a point every question is another one, and of one that reads study by study
 * another study may have come.
 */
export function answerOf(
  { id, version, file, input }: Pick<ShownManifest, 'id' | 'version' | 'file' | 'input'>,
  shown: FrameKey | null,
  findings: readonly Finding[],
  { hiddenAnswers = [] }: Pick<OpenCase, 'hiddenAnswers'>,
): Answered | null {
  if (input.point || input.steps === 'studies') return null;
  const same = (answer: Pick<AnalysisResult, 'model' | 'input'>) =>
    answer.model.id === id &&
    answer.model.version === version &&
    answer.model.sha256 === file.sha256 &&
    (answer.input.volume !== undefined) === (input.kind !== 'frame') &&
    sliceOf(answer.input, shown) !== null;
  const finding = findings.find(
    ({ stored, prior, stackSince }) => !prior && stackSince === null && same(stored.result),
  );
  if (finding) return { resultId: finding.stored.id };
  return hiddenAnswers.some(same) ? { resultId: null } : null;
}
