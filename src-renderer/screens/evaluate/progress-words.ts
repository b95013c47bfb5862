import type { EvaluationProgress } from '../../../src-shared/contract/records.ts';
import { t } from '../../app/language.svelte.ts';

/** Where a running evaluation stands, in words: nothing below a second is worth saying, minutes from 90 seconds on. */
export function progressWords({ done, of, secondsLeft }: EvaluationProgress): string {
  if (of === 0) return t('evaluate.reading');
  if (secondsLeft === null || secondsLeft < 1) return t('evaluate.running', { done, of });
  return secondsLeft < 90
    ? t('evaluate.running-seconds', { done, of, count: Math.ceil(secondsLeft) })
    : t('evaluate.running-minutes', { done, of, count: Math.ceil(secondsLeft / 60) });
}
