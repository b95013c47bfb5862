import { describe, expect, it } from 'vitest';
import { guessedMeaning, isDecided, toggled } from './word-meaning.ts';

const labels = [
  { id: 'pneumonia', given: null },
  { id: 'bacterial', given: 'pneumonia' },
];

describe('what a word of a label file means', () => {
  it('is the label that it names, with what that one presupposes', () => {
    expect(guessedMeaning(' Pneumonia ', labels).labels).toEqual(['pneumonia']);
    expect(guessedMeaning('bacterial', labels).labels).toEqual(['pneumonia', 'bacterial']);
  });

  it('is left to a person where it names none: it is never taken for a negative by itself', () => {
    expect(isDecided(guessedMeaning('NORMAL', labels))).toBe(false);
    expect(isDecided({ labels: [], none: true })).toBe(true);
  });

  it('takes what a label presupposes in, and what presupposes it out', () => {
    const both = toggled({ labels: [], none: true }, 'bacterial', labels);
    expect(both).toEqual({ labels: ['pneumonia', 'bacterial'], none: false });
    expect(toggled(both, 'pneumonia', labels).labels).toEqual([]);
    expect(toggled(both, 'bacterial', labels).labels).toEqual(['pneumonia']);
  });
});
