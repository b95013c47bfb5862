import { describe, expect, it } from 'vitest';
import { evaluateChoice, evaluateLabel } from './classification-evaluation.ts';
import { labelSummary, labelTable, readLabelMap } from './label-table.ts';
import type { EvaluatedCase } from './labelled-case.ts';

const known = ['pneumonia', 'bacterial'];

describe('the label table', () => {
  const map = readLabelMap('NORMAL=normal,bacteria=pneumonia+bacterial,virus=pneumonia', known);
  const truth = { kind: 'labels', map, known } as const;

  it('maps words to the network’s labels, and keeps other columns as subgroups', () => {
    const rows = [
      ['file', 'label', 'Patient', 'machine'],
      ['a\\1.jpg', 'bacteria', 'p1', 'X'],
      ['a/2.jpg', 'NORMAL', 'p2', 'Y'],
      ['a/3.jpg', 'pneumonia', 'p3', ''],
    ];
    expect(labelTable(rows, truth)).toEqual([
      { file: 'a/1.jpg', labels: ['pneumonia', 'bacterial'], mask: null, groups: { patient: 'p1', machine: 'X' } },
      { file: 'a/2.jpg', labels: [], mask: null, groups: { patient: 'p2', machine: 'Y' } },
      { file: 'a/3.jpg', labels: ['pneumonia'], mask: null, groups: { patient: 'p3', machine: '' } },
    ]);
  });

  it('refuses a word that it does not know, for it would turn figures round', () => {
    const rows = [
      ['file', 'label'],
      ['1.jpg', 'pneumonia'],
      ['2.jpg', 'PNEUMONI'],
    ];
    expect(() => labelTable(rows, truth)).toThrow(
      expect.objectContaining({ code: 'labels-invalid', details: { line: 3, column: 'label', found: 'PNEUMONI' } }),
    );
  });

  it('refuses rows of one picture that differ, for one of them would be taken for absent, and counts a row once', () => {
    const rows = (...more: string[][]) => [['file', 'label'], ['a/1.jpg', 'pneumonia'], ['2.jpg', 'NORMAL'], ...more];
    expect(() => labelTable(rows(['a\\1.jpg', 'NORMAL']), truth)).toThrow(
      expect.objectContaining({ code: 'labels-many', details: { line: 4 } }),
    );
    expect(labelTable(rows(['a/1.jpg', 'pneumonia']), truth).map(({ file }) => file)).toEqual(['a/1.jpg', '2.jpg']);
    expect(labelTable(rows(['b/1.jpg', 'NORMAL']), truth)).toHaveLength(3);
  });

  it('refuses a table without the columns, and a row without a file', () => {
    expect(() => labelTable([['path', 'label']], truth)).toThrow('labels-invalid');
    expect(() => labelTable([['file', 'class']], truth)).toThrow('labels-invalid');
    expect(() =>
      labelTable(
        [
          ['file', 'label'],
          ['', 'NORMAL'],
        ],
        truth,
      ),
    ).toThrow('labels-invalid');
    expect(() => readLabelMap('a=b=c', known)).toThrow('usage-wrong');
  });

  it('takes the column of labels for a subgroup where masks are compared, and masks for nothing else', () => {
    const rows = [
      ['file', 'label', 'mask', 'source'],
      ['1.jpg', 'COVID-19', 'masks\\1.png', 'A'],
      ['2.jpg', 'NORMAL', '', 'B'],
    ];
    expect(labelTable(rows, { kind: 'masks' })).toEqual([
      { file: '1.jpg', labels: null, mask: 'masks/1.png', groups: { label: 'COVID-19', source: 'A' } },
      { file: '2.jpg', labels: null, mask: null, groups: { label: 'NORMAL', source: 'B' } },
    ]);
    const named = { kind: 'labels', map: new Map([['COVID-19', []]]), known } as const;
    expect(labelTable(rows.slice(0, 2), named)[0]).toMatchObject({ labels: [], mask: null, groups: { source: 'A' } });
    expect(() => labelTable([['file', 'label']], { kind: 'masks' })).toThrow('labels-invalid');
  });

  it('says which words, subgroups and patients a file names', () => {
    const rows = [
      ['file', 'label', 'patient', 'machine', 'mask'],
      ['1.jpg', 'x', 'p', 'A', 'm.png'],
      ['2.jpg', 'y', 'p', 'B', ''],
      ['3.jpg', 'y', 'q', 'B', ''],
    ];
    expect(labelSummary(rows)).toEqual({
      rows: 3,
      words: [
        { word: 'y', rows: 2 },
        { word: 'x', rows: 1 },
      ],
      differentWords: 2,
      columns: ['machine'],
      patients: 2,
      labels: 3,
      masks: 1,
    });
    expect(() => labelSummary([['file', 'class']])).toThrow('labels-invalid');
  });
});

function told(
  labels: string[],
  pneumonia: number,
  groups: Record<string, string> = {},
  refused = false,
): EvaluatedCase {
  const probabilities = refused ? {} : { pneumonia, bacterial: pneumonia / 2 };
  return {
    row: { file: 'x', labels, mask: null, groups },
    probabilities: probabilities as Record<string, number>,
    masks: {},
    refused,
  };
}

describe('evaluating a label', () => {
  const cases = [
    told(['pneumonia', 'bacterial'], 0.9, { machine: 'X' }),
    told(['pneumonia'], 0.7, { machine: 'X' }),
    told(['pneumonia'], 0.4, { machine: 'Y' }),
    told([], 0.5, { machine: 'Y' }),
    told([], 0.2, { machine: 'X' }),
    told([], 0.1, { machine: 'Y' }),
    told(['pneumonia'], 0, { machine: 'X' }, true),
  ];

  it('counts right and wrong calls at the operating point, and leaves refused pictures out', () => {
    const found = evaluateLabel(cases, { id: 'pneumonia', given: null, threshold: 0.6 }, 0.1);
    expect([found.positives, found.negatives]).toEqual([3, 3]);
    expect(found.auc.value).toBeCloseTo(8 / 9, 12);
    expect(found.atThreshold!.counts).toEqual({ truePositive: 2, falsePositive: 0, trueNegative: 3, falseNegative: 1 });
    expect(found.atThreshold!.atPrevalence!.positive).toBe(1);
  });

  it('asks a label that presupposes another only where that one is true', () => {
    const found = evaluateLabel(cases, { id: 'bacterial', given: 'pneumonia', threshold: null }, null);
    expect([found.positives, found.negatives]).toEqual([1, 2]);
    expect(found.atThreshold).toBeNull();
  });

  it('shows how far a subgroup stays behind the best one', () => {
    const { subgroups } = evaluateLabel(cases, { id: 'pneumonia', given: null, threshold: 0.6 }, null);
    expect(subgroups.map(({ column, value, gap }) => [column, value, gap.sensitivity])).toEqual([
      ['machine', 'X', 0],
      ['machine', 'Y', 1],
    ]);
    expect(subgroups[1]!.gap.auc).toBeCloseTo(0.5, 12);
  });

  it('lists what was called most wrongly, worst first', () => {
    const { mistakes } = evaluateLabel(cases, { id: 'pneumonia', given: null, threshold: 0.45 }, null);
    expect(mistakes).toEqual([
      { file: 'x', probability: 0.4, positive: true },
      { file: 'x', probability: 0.5, positive: false },
    ]);
  });

  it('gives the curve a band in which each sensitivity lies', () => {
    const { roc } = evaluateLabel(cases, { id: 'pneumonia', given: null, threshold: null }, null);
    for (const { sensitivity, low, high } of roc) {
      expect(low).toBeLessThanOrEqual(sensitivity);
      expect(high).toBeGreaterThanOrEqual(sensitivity);
    }
    // scipy.stats.binomtest(2, 3).proportion_ci(method='wilson')
    const two = roc.find(({ sensitivity }) => Math.abs(sensitivity - 2 / 3) < 1e-9)!;
    expect([two.low, two.high]).toEqual([expect.closeTo(0.20766, 5), expect.closeTo(0.938508, 5)]);
  });
});

it('calls each picture by its highest probability where a network chooses', () => {
  const one = (truth: string, a: number, b: number): EvaluatedCase => ({
    row: { file: 'x', labels: [truth], mask: null, groups: {} },
    probabilities: { a, b },
    masks: {},
    refused: false,
  });
  const found = evaluateChoice([one('a', 0.8, 0.2), one('a', 0.4, 0.6), one('b', 0.1, 0.9)], ['a', 'b']);
  expect(found.confusion.counts).toEqual([
    [1, 1],
    [0, 1],
  ]);
  expect(found.accuracy.value).toBeCloseTo(2 / 3, 12);
});
