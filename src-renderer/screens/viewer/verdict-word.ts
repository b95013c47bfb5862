import type { AnalysisResult, Verdict } from '../../../src-shared/findings/result.ts';
import { t } from '../../app/language.svelte.ts';

/** A verdict in words; of an anomaly it says whether the picture is unlike those that the network learned from. */
export function verdictWord(verdict: Verdict, { anomaly }: Pick<AnalysisResult, 'anomaly'> = {}): string {
  const words: Record<Verdict, () => string> = {
    above: () => (anomaly ? t('findings.verdict.unlike') : t('findings.verdict.above')),
    below: () => (anomaly ? t('findings.verdict.alike') : t('findings.verdict.below')),
    stated: () => t('findings.verdict.stated'),
    indeterminate: () => t('findings.verdict.indeterminate'),
    refused: () => t('findings.verdict.refused'),
  };
  return words[verdict]();
}
