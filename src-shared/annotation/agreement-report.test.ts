import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { agreementReport, AgreementReport } from './agreement-report.ts';
import { pairFigures, type ReadPair } from './pair-figures.ts';
import type { ItemId } from '../contract/ids.ts';
import type { FieldAnswer, LabelSchema } from './label-schema.ts';
import { answerKey } from './labelling.ts';
import { runsOf } from './mask-runs.ts';
import type { ComparedReading } from './reader-difference.ts';

interface Fixture {
  readonly rows: number;
  readonly columns: number;
  readonly spacing: [number, number];
  readonly items: {
    patient: string;
    answers: Record<string, FieldAnswer>[];
    masks: (number[] | null)[];
  }[];
  readonly expected: Record<string, number> & { findingInterval: number[]; diceInterval: number[] };
}
const { rows, columns, spacing, items, expected } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'agreement.fixture.json'), 'utf8'),
) as Fixture;

const title = { en: 'x', zh: 'x' };
const options = (...keys: string[]) => keys.map((key) => ({ key, title, code: null }));
const base = { title, help: null, scope: 'item' as const, required: false, when: null };
const schema: LabelSchema = {
  ...{ key: 'k', version: 1, title },
  fields: [
    { ...base, key: 'finding', kind: 'single', options: options('none', 'benign', 'malignant') },
    { ...base, key: 'grade', kind: 'ordinal', options: options('1', '2', '3', '4') },
    { ...base, key: 'signs', kind: 'multiple', options: options('a', 'b') },
  ],
  segments: [{ number: 1, key: 'm', title, colour: '#00ff00', code: null, drawn: 'mask', overlaps: false }],
};

function reading(answers: Record<string, FieldAnswer>, slices: (number[] | null)[]): ComparedReading {
  const uid = 'u';
  return {
    layers: new Map([[uid, { uid, segment: 1, drawer: { by: 'person' }, hidden: false }]]),
    masks: new Map(slices.flatMap((runs, slice) => (runs ? [[`${uid}/${slice}`, { layer: uid, slice, runs }]] : []))),
    answers: new Map(
      Object.entries(answers).map(([field, answer]) => {
        const place = { scope: 'item' as const };
        return [answerKey(field, place), { field, place, answer }];
      }),
    ),
  };
}

const pairs: ReadPair[] = items.map(({ patient, answers, masks }, i) => ({
  ...{
    itemId: (i + 1) as ItemId,
    patient,
    rows,
    columns,
    slices: 1,
    spacingMm: [1, ...spacing] as [number, number, number],
  },
  first: reading(answers[0]!, [masks[0]!]),
  second: reading(answers[1]!, [masks[1]!]),
}));
const report = agreementReport(
  schema,
  pairs.map((pair) => pairFigures(schema, pair)),
);
const field = (key: string, option: string | null = null) =>
  report.fields.find((one) => one.field === key && one.option === option)!;
const [segment] = report.segments;

describe('the agreement of two readers', () => {
  it('is what scikit-learn says of their answers', () => {
    expect(report).toMatchObject({ items: 40, patients: 20 });
    expect(field('finding').kappa.value).toBeCloseTo(expected['finding']!, 10);
    expect(field('finding').weighted).toBeNull();
    expect(field('grade').weighted?.linear.value).toBeCloseTo(expected['gradeLinear']!, 10);
    expect(field('grade').weighted?.quadratic.value).toBeCloseTo(expected['gradeQuadratic']!, 10);
    expect(field('signs', 'a').kappa.value).toBeCloseTo(expected['signA']!, 10);
  });

  it('is what SciPy says of their masks', () => {
    expect(segment).toMatchObject({ segment: 1, oneSided: 1 });
    expect(segment!.dice.value).toBeCloseTo(expected['dice']!, 10);
    expect(segment!.iou.value).toBeCloseTo(expected['iou']!, 10);
    expect(segment!.hausdorff95Mm?.value).toBeCloseTo(expected['hausdorff95Mm']!, 10);
    expect(segment!.hausdorff95Px?.value).toBeCloseTo(expected['hausdorff95Px']!, 10);
    expect(segment!.volumeDifference.value).toBeCloseTo(expected['volumeDifference']!, 10);
  });

  it('has the intervals that another bootstrap gives, by chance of the draw', () => {
    const near = (figure: { low: number | null; high: number | null }, [low, high]: number[]) => {
      expect(Math.abs(figure.low! - low!)).toBeLessThan(0.02);
      expect(Math.abs(figure.high! - high!)).toBeLessThan(0.02);
    };
    near(field('finding').kappa, expected.findingInterval);
    near(segment!.dice, expected.diceInterval);
  });

  it('of more than two is Krippendorff’s alpha over all of them, beside the first two’s', () => {
    expect([report.readers, field('finding').alpha]).toEqual([2, null]);
    // the example of Krippendorff (2011), four readers of twelve units; nominal 0.743, ordinal 0.815
    const graded: LabelSchema = {
      ...schema,
      fields: [
        { ...base, key: 'a', kind: 'single', options: options('1', '2', '3', '4', '5') },
        { ...base, key: 'b', kind: 'ordinal', options: options('1', '2', '3', '4', '5') },
      ],
    };
    const units = [
      ['1', '1', null, '1'], ['2', '2', '3', '2'], ['3', '3', '3', '3'], ['3', '3', '3', '3'], ['2', '2', '2', '2'],
      ['1', '2', '3', '4'], ['4', '4', '4', '4'], ['1', '1', '2', '1'], ['2', '2', '2', '2'], [null, '5', '5', '5'],
      [null, null, '1', '1'], [null, null, '3', null],
    ]; // prettier-ignore
    const read = units.map((answers, i) => {
      const [first, second, ...others] = answers.map((answer) => reading(answer ? { a: answer, b: answer } : {}, []));
      const { itemId, patient } = { itemId: (i + 1) as ItemId, patient: `p${i}` };
      const pair = {
        itemId,
        patient,
        rows,
        columns,
        slices: 1,
        spacingMm: null,
        first: first!,
        second: second!,
        others,
      };
      return pairFigures(graded, pair);
    });
    const several = agreementReport(graded, read);
    expect(several.readers).toBe(4);
    expect(several.fields.map(({ alpha }) => alpha!.value!.toFixed(3))).toEqual(['0.743', '0.815']);
  });

  it('crosses to the page as it is', () => {
    expect(AgreementReport.parse(structuredClone(report))).toEqual(report);
  });

  it('says nothing where there is nothing to compare', () => {
    const none = agreementReport(schema, []);
    expect(none.fields[0]).toMatchObject({ items: 0, kappa: { value: null, low: null, high: null } });
    expect(none.segments[0]).toMatchObject({ items: 0, hausdorff95Mm: null, dice: { value: null } });
    const half = { ...pairs[0]!, first: reading({ finding: 'none' }, []), second: reading({}, []) };
    expect(agreementReport(schema, [pairFigures(schema, half)]).fields[0]).toMatchObject({ items: 0, unanswered: 1 });
  });

  it('measures volumes through their slices, wherever they lie', () => {
    const slice = (...inside: number[]) => runsOf(Array.from({ length: 25 }, (_, i) => Number(inside.includes(i))));
    const volume = (first: (number[] | null)[], second: (number[] | null)[], spacingMm: ReadPair['spacingMm']) =>
      pairFigures(schema, {
        ...{ itemId: 1 as ItemId, patient: 'p', rows: 5, columns: 5, slices: 6, spacingMm },
        ...{ first: reading({}, first), second: reading({}, second) },
      }).segments.get(1);
    // one voxel each, three slices apart
    const [near, far] = [
      [null, slice(12)],
      [null, null, null, null, slice(12)],
    ];
    expect(volume(near, far, [2.5, 1, 1])).toMatchObject({
      both: 0,
      first: 1,
      second: 1,
      mm: 7.5,
      averageMm: 7.5,
      px: null,
    });
    expect(volume(near, far, null)).toMatchObject({ mm: null, px: null });
    expect(volume(near, near, [2.5, 1, 1])).toMatchObject({ both: 1, mm: 0 });
    expect(volume(near, [], [2.5, 1, 1])).toMatchObject({ both: 0, second: 0, mm: null });
  });
});
