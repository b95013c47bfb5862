import type { Coded } from '../../src-shared/contract/coded.ts';

/** A coded failure as text for a support mail: code, sentence, next step and every detail, one a line. */
export function codedDetails(coded: Coded, words: { sentence: string; nextStep: string }): string {
  const details = Object.entries(coded.details).map(([name, value]) => `${name}: ${value}`);
  return [coded.code, words.sentence, words.nextStep, ...details].join('\n');
}
