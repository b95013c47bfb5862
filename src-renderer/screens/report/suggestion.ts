import type { Language, QuotedResult } from '../../../src-shared/findings/report.ts';
import { isCalibrated } from '../../../src-shared/findings/verdict.ts';
import { translate } from '../../../src-shared/language/messages.ts';
import { percentShown } from '../../../src-shared/report-page/figures.ts';

const KEYS = {
  above: 'report.suggestion.above',
  below: 'report.suggestion.below',
  indeterminate: 'report.suggestion.indeterminate',
} as const;

/**
 * The sentence that a quoted result offers for the impression: only once a reader has accepted it, always with the letters
 * AI, never more than what the network said. Null: nothing to offer.
 */
export function suggestedSentence(quoted: QuotedResult | null, language: Language): string | null {
  if (!quoted || quoted.judgement?.kind !== 'accept') return null;
  const { verdict, operatingPoint, probabilities } = quoted.result;
  if (verdict === 'refused' || verdict === 'stated' || !operatingPoint) return null;
  const probability = probabilities[operatingPoint.label];
  if (probability === undefined) return null;
  const title =
    quoted.model.labels.find(({ id }) => id === operatingPoint.label)?.title[language] ?? operatingPoint.label;
  return translate(language, KEYS[verdict], {
    finding: language === 'en' ? lowered(title) : title,
    calibrated: isCalibrated(quoted.result) ? 'yes' : 'no',
    probability: percentShown(probability),
  });
}

/** Where untouched sentences of a network stand in a text: `[start, end)`, in order, none within another. */
export function machineRanges(text: string, sentences: readonly string[]): [start: number, end: number][] {
  const ranges = sentences.flatMap((sentence): [number, number][] => {
    const found: [number, number][] = [];
    for (let at = text.indexOf(sentence); at >= 0; at = text.indexOf(sentence, at + sentence.length)) {
      found.push([at, at + sentence.length]);
    }
    return found;
  });
  return ranges
    .sort((a, b) => a[0] - b[0])
    .filter((range, index, all) => index === 0 || range[0] >= all[index - 1]![1]);
}

/** `Pneumonia` as it stands within a sentence; abbreviations stay as they are. */
function lowered(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
