import { describe, expect, it } from 'vitest';
import { evaluateLabel } from './classification-evaluation.ts';
import { caseTable, evaluationTable } from './evaluation-tables.ts';
import { Evaluation } from './evaluation.ts';
import type { EvaluatedCase } from './labelled-case.ts';

const told = (file: string, probability: number, positive: boolean): EvaluatedCase => ({
  row: { file, labels: positive ? ['a'] : [], mask: null, groups: {} },
  probabilities: { a: probability },
  masks: {},
  refused: false,
});
const cases = [told('=1.png', 0.9, true), told('two, 2.png', 0.2, false)];
const evaluation: Evaluation = {
  model: { id: 'm', version: '1.0.0', sha256: 'a'.repeat(64) },
  task: 'classification',
  at: '2026-11-21T10:00:00.000Z',
  cases: 2,
  refused: 0,
  missing: 0,
  unlabelled: 0,
  failed: 0,
  patients: null,
  prevalence: null,
  ignored: null,
  labels: [evaluateLabel(cases, { id: 'a', given: null, threshold: 0.5 }, null)],
  choice: null,
  masks: [],
};

describe('an evaluation as tables', () => {
  it('has a line a threshold, the first one calling nobody', () => {
    expect(evaluationTable(evaluation, 'roc')!.split('\r\n').slice(0, 3)).toEqual([
      'label,threshold,fall-out,sensitivity,low,high',
      'a,Infinity,0,0,0,0.793451',
      expect.stringMatching(/^a,0\.900000,0,1,0\.2065/),
    ]);
  });

  it('has no table of what it does not hold', () => {
    expect(evaluationTable(evaluation, 'masks')).toBeNull();
    expect(evaluationTable(evaluation, 'subgroups')).toBeNull();
    expect(evaluationTable(evaluation, 'roc', 'other')).toBeNull();
  });

  it('leaves a cell empty where nothing could be counted', () => {
    const none = { ...evaluation, labels: [evaluateLabel([], { id: 'a', given: null, threshold: null }, null)] };
    expect(evaluationTable(none, 'figures')!.split('\r\n')[1]).toBe('a,auc,,,,0');
  });

  it('quotes names with commas, and lets no spreadsheet work out a name', () => {
    expect(caseTable(cases, ['a']).split('\r\n')).toEqual([
      'file,label,refused,a',
      "'=1.png,a,no,0.900000",
      '"two, 2.png",,no,0.200000',
      '',
    ]);
  });

  it('crosses to the page with its infinity, and with what could not be counted', () => {
    const none = evaluateLabel([], { id: 'b', given: null, threshold: null }, null);
    expect(Evaluation.safeParse({ ...evaluation, labels: [...evaluation.labels, none] }).error).toBeUndefined();
    expect(Evaluation.safeParse({ ...evaluation, cases: '2' }).success).toBe(false);
  });
});
