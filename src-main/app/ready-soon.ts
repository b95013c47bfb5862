import type { OpenCase } from '../../src-shared/contract/records.ts';
import type { Inference } from '../inference/index.ts';
import { likelyQuestions } from './likely-questions.ts';

/** Milliseconds after a case was opened: its film is drawn by then, and nobody has read it yet. The first one takes longer. */
const READY_AFTER_MS = 300;
const FIRST_READY_AFTER_MS = 1000;
const WARM_ROUNDS = 12;

/**
 * Answers what is told of every case that a person opens: soon after, a network and what will probably be asked of its film are
 * made ready. An analysis should not wait for a process, a network and the film; nor should the film on the screen for them.
 */
export function readyingFor(
  inference: Pick<Inference, 'models' | 'model' | 'warm' | 'makeReady'>,
): (opened: OpenCase) => void {
  let warmed: Promise<void> | undefined;
  let readingAhead: NodeJS.Timeout | undefined;
  const readySoon = (opened: OpenCase): void => {
    clearTimeout(readingAhead);
    const ready = () => {
      // what fails here is told when somebody asks for an analysis
      warmed ??= warmFirst().catch(() => undefined);
      void warmed
        .then(async () => inference.makeReady(await likelyQuestions(inference, opened)))
        .catch(() => undefined);
    };
    readingAhead = setTimeout(ready, warmed ? READY_AFTER_MS : FIRST_READY_AFTER_MS);
  };
  const warmFirst = async () => {
    const usable = (await inference.models()).filter(({ state }) => state === 'ready' || state === 'not-verified');
    const first = usable[0]?.manifest;
    if (first) await inference.warm(await inference.model(first.id), WARM_ROUNDS);
  };
  return readySoon;
}
