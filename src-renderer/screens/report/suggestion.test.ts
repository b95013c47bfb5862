import { describe, expect, it } from 'vitest';
import type { JudgementKind } from '../../../src-shared/findings/judgement.ts';
import type { QuotedResult } from '../../../src-shared/findings/report.ts';
import { machineRanges, suggestedSentence } from './suggestion.ts';

const quoted = (kind: JudgementKind | null, verdict: 'above' | 'below' | 'indeterminate' = 'above') =>
  ({
    result: {
      verdict,
      operatingPoint: { label: 'pneumonia' },
      probabilities: { pneumonia: 0.934 },
      warnings: [],
    },
    model: { labels: [{ id: 'pneumonia', title: { en: 'Pneumonia', zh: '肺炎' } }] },
    judgement: kind && { kind },
  }) as unknown as QuotedResult;

describe('suggestedSentence', () => {
  it('offers nothing that no reader has accepted', () => {
    expect(suggestedSentence(null, 'en')).toBeNull();
    for (const kind of [null, 'reject', 'change'] as const) expect(suggestedSentence(quoted(kind), 'en')).toBeNull();
  });

  it('says AI, the finding, the verdict and the probability', () => {
    expect(suggestedSentence(quoted('accept'), 'en')).toBe(
      'AI: pneumonia above the operating point (calibrated probability 93 %), accepted by the reader.',
    );
    expect(suggestedSentence(quoted('accept', 'below'), 'zh')).toContain('AI：肺炎低于判定阈值');
  });

  it('calls no probability calibrated that is not', () => {
    const of = quoted('accept');
    const warnings = [{ code: 'result-uncalibrated' as const, details: {} }];
    const raw = { ...of, result: { ...of.result, warnings } };
    expect(suggestedSentence(raw, 'en')).toContain('(uncalibrated probability 93 %)');
    expect(suggestedSentence(raw, 'zh')).toContain('未经校准的概率 93 %');
  });

  it('never calls a film normal', () => {
    expect(suggestedSentence(quoted('accept', 'below'), 'en')).not.toMatch(/normal/i);
    expect(suggestedSentence(quoted('accept', 'below'), 'zh')).not.toMatch(/正常/);
  });
});

describe('machineRanges', () => {
  it('finds untouched sentences and no others', () => {
    expect(machineRanges('Mine. AI: x. More. AI: x.', ['AI: x.'])).toEqual([
      [6, 12],
      [19, 25],
    ]);
    expect(machineRanges('AI: y.', ['AI: x.'])).toEqual([]);
  });
});
