import { describe, expect, it } from 'vitest';
import type { ItemId } from '../contract/ids.ts';
import { agreementReport, AgreementReport, type AgreementFigure } from './agreement-report.ts';
import truth from './agreement-volumes.fixture.json' with { type: 'json' };
import type { Field, FieldAnswer, LabelSchema } from './label-schema.ts';
import { answerKey, maskKey, type Layer } from './labelling.ts';
import { runsOf } from './mask-runs.ts';
import { pairFigures, type ReadPair } from './pair-figures.ts';
import type { ComparedReading } from './reader-difference.ts';

const title = { en: 'Question', zh: '问题' };
const options = (...keys: string[]) => keys.map((key) => ({ key, title, code: null }));
const base = { title, help: null, scope: 'item', required: false, when: null } as const;
const fields: Field[] = [
  { ...base, key: 'grade', kind: 'ordinal', options: options('none', 'mild', 'severe') },
  { ...base, key: 'signs', kind: 'multiple', options: options('cyst', 'mass', 'scar') },
  { ...base, key: 'size', kind: 'number', least: null, most: null, unit: 'mm', decimals: 2 },
];
const segment = {
  number: 1,
  key: 'lesion',
  title,
  colour: '#ff0000',
  code: null,
  drawn: 'mask',
  overlaps: false,
} as const;
const schema: LabelSchema = { key: 'test', version: 1, title, fields, segments: [segment] };
const layer: Layer = { uid: 'a', segment: 1, drawer: { by: 'person' }, hidden: false };
const [slices, rows, columns] = truth.shape as [number, number, number];

function readingOf({ answers, mask }: { answers: Record<string, FieldAnswer>; mask: string[] }): ComparedReading {
  const drawn = mask.map((text, slice) => ({ layer: 'a', slice, runs: runsOf([...text].map(Number)) }));
  const place = { scope: 'item' } as const;
  return {
    layers: new Map([['a', layer]]),
    masks: new Map(drawn.filter(({ runs }) => runs.length > 1).map((one) => [maskKey('a', one.slice), one])),
    answers: new Map(
      Object.entries(answers).map(([field, answer]) => [answerKey(field, place), { field, place, answer }]),
    ),
  };
}

const pairs: ReadPair[] = truth.items.map(({ itemId, patient, spacing, first, second }) => ({
  ...{ itemId: itemId as ItemId, patient, slices, rows, columns },
  spacingMm: spacing as unknown as [number, number, number],
  first: readingOf(first as unknown as Parameters<typeof readingOf>[0]),
  second: readingOf(second as unknown as Parameters<typeof readingOf>[0]),
}));
const reported = (given: readonly ReadPair[]) =>
  agreementReport(
    schema,
    given.map((pair) => pairFigures(schema, pair)),
    { rounds: truth.rounds, seed: truth.seed },
  );

function expectFigure(
  found: AgreementFigure | null | undefined,
  known: { value: number; low: number; high: number } | null,
) {
  for (const part of ['value', 'low', 'high'] as const) expect(found?.[part]).toBeCloseTo(known![part], 9);
}

// made by scripts/truth/agreement_volumes.py with scikit-learn, SciPy and the same draws
describe('two readings of volumes', () => {
  const report = reported(pairs);
  const [grade, ...signs] = report.fields;
  const [lesion] = report.segments;

  it('agree in an ordered choice as scikit-learn says, interval and all', () => {
    expect(AgreementReport.parse(report)).toEqual(report);
    expect(grade).toMatchObject({ items: 14, unanswered: 0, confusion: truth.grade.confusion });
    expectFigure(grade?.same, truth.grade.same);
    expectFigure(grade?.kappa, truth.grade.kappa);
    expectFigure(grade?.weighted?.linear, truth.grade.linear);
    expectFigure(grade?.weighted?.quadratic, truth.grade.quadratic);
  });

  it('agree in each of several choices', () => {
    truth.signs.kappas.forEach((kappa, i) => expectFigure(signs[i]?.kappa, kappa));
    expect(signs.map(({ confusion }) => confusion.flat().reduce((sum, count) => sum + count))).toEqual([14, 14, 14]);
  });

  it('differ in a number by a mean and its limits', () => {
    const [size] = report.numbers;
    expect(size).toMatchObject({ field: 'size', items: 13, unanswered: 1 });
    expectFigure(size?.difference, truth.size.difference);
    size?.limits?.forEach((limit, i) => expect(limit).toBeCloseTo(truth.size.limits[i]!, 9));
  });

  it('overlap and lie apart as scikit-learn and SciPy say, in millimetres', () => {
    expect(lesion).toMatchObject({ items: 13, oneSided: 1, hausdorff95Px: null });
    expectFigure(lesion?.dice, truth.segment.dice);
    expectFigure(lesion?.iou, truth.segment.iou);
    expectFigure(lesion?.hausdorff95Mm, truth.segment.hausdorff95);
    expectFigure(lesion?.averageDistanceMm, truth.segment.averageDistance);
    expectFigure(lesion?.volumeDifference, truth.segment.volumeDifference);
  });

  it('name the items that they read least alike', () => {
    expect(lesion?.worst.map(({ itemId }) => itemId)).toEqual(truth.segment.cases.map(({ itemId }) => itemId));
    truth.segment.cases.forEach(({ dice, hausdorff95 }, i) => {
      const found = lesion!.worst[i]!;
      expect(found.dice).toBeCloseTo(dice, 12);
      expect(found.hausdorff95Mm ?? -1).toBeCloseTo(hausdorff95 ?? -1, 9);
    });
    const differences = report.worst.map(({ difference }) => difference);
    expect(differences).toEqual(differences.toSorted((a, b) => b - a));
  });

  it('swapped are as far apart, the other way round', () => {
    const swapped = reported(pairs.map((pair) => ({ ...pair, first: pair.second, second: pair.first })));
    expectFigure(swapped.fields[0]?.kappa, truth.grade.kappa);
    expectFigure(swapped.segments[0]?.hausdorff95Mm, truth.segment.hausdorff95);
    expect(swapped.numbers[0]?.difference.value).toBeCloseTo(-truth.size.difference!.value, 9);
  });

  it('that are the same agree wholly, and no item is named', () => {
    const same = reported(pairs.map((pair) => ({ ...pair, second: pair.first })));
    expect(same.fields[0]?.kappa).toEqual({ value: 1, low: 1, high: 1 });
    expect(same.segments[0]).toMatchObject({ dice: { low: 1 }, averageDistanceMm: { high: 0 } });
    expect(same.worst).toEqual([]);
  });

  it('are of persons: what a model drew and nobody touched is left out', () => {
    const model = { by: 'model', modelId: 'm' as never, version: '1', resultId: 1 as never } as const;
    const drawn = (touched: boolean): ComparedReading => ({
      ...pairs[0]!.first,
      layers: new Map([['a', { ...layer, drawer: { ...model, touched } }]]),
    });
    expect(reported([{ ...pairs[0]!, first: drawn(true) }]).segments[0]).toMatchObject({ oneSided: 0 });
    expect(reported([{ ...pairs[0]!, first: drawn(false) }]).segments[0]).toMatchObject({ oneSided: 1 });
  });
});
