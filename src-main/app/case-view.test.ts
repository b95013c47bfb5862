import { describe, expect, it } from 'vitest';
import { OpenCase } from '../../src-shared/contract/records.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { draft, film, refusal, result } from '../caselog/examples.ts';
import type { StoredCase, StoredInstance } from '../caselog/index.ts';
import { caseView } from './case-view.ts';

const AT = '2024-03-02T08:00:00.000Z';
const FOLDER = '/home/dr-li/films';
const OPINION = { caseId: 1, present: 'no', comment: '', at: AT };

function instance(id: number, instanceNumber: number | null, pixels: Partial<PixelDescription> = {}): StoredInstance {
  const description = film(id);
  return {
    id,
    seriesId: 1,
    caseId: 1,
    path: `${FOLDER}/film-${id}.dcm`,
    modifiedMs: 17,
    description: { ...description, instanceNumber, pixels: { ...description.pixels, ...pixels } },
  } as unknown as StoredInstance;
}

const stored = (id: number, of = result(1)) => ({ id, at: AT, result: of });

function caseWith(change: object = {}, instances = [instance(1, 1)]): StoredCase {
  return {
    caseId: 1,
    identity: film(1).identity,
    sourceName: 'film-1.dcm',
    state: 'analysed',
    warnings: [],
    measurements: [],
    documents: [],
    series: [{ id: 1, number: 1, description: 'PA', modality: 'DX', instances }],
    unanswered: [],
    results: [],
    judgements: [],
    opinions: [],
    reports: [],
    draft: draft('half'),
    words: { judgementComments: { 1: 'Rib?' }, opinion: { present: null, comment: '' } },
    ...change,
  } as unknown as StoredCase;
}

const idsOf = (view: OpenCase) => view.series[0]!.instances.map(({ id }) => id);

describe('a case as the page sees it', () => {
  it('has all that the log says of it and no path', () => {
    const view = caseView(caseWith({ results: [stored(1), stored(2, refusal(1))] }), { readFirst: false });
    expect(view).toMatchObject({
      caseId: 1,
      identity: film(1).identity,
      sourceName: 'film-1.dcm',
      draft: draft('half'),
      words: { judgementComments: { 1: 'Rib?' } },
      hiddenResults: 0,
    });
    expect(view.results.map(({ id }) => id)).toEqual([1, 2]);
    expect(JSON.stringify(view)).not.toContain(FOLDER);
    expect(JSON.stringify(view)).not.toContain('modifiedMs');
    expect(OpenCase.strict().parse(view)).toEqual(view);
  });

  it('shows each instance with nothing but its number and its description', () => {
    const [shown] = caseView(caseWith(), { readFirst: false }).series[0]!.instances;
    expect(Object.keys(shown!).sort()).toEqual(['description', 'id']);
    expect(shown!.description).toEqual(instance(1, 1).description);
  });

  it('orders the instances of a series by number where they have no place in space', () => {
    const instances = [instance(1, 3), instance(2, 1), instance(3, null), instance(4, 2)];
    expect(idsOf(caseView(caseWith({}, instances), { readFirst: false }))).toEqual([2, 4, 1, 3]);
  });

  it('orders slices by their place in space, whatever their numbers say, and tells a gap', () => {
    const slice = (id: number, instanceNumber: number, z: number) =>
      instance(id, instanceNumber, { imageOrientation: [1, 0, 0, 0, 1, 0], imagePositionMm: [0, 0, z] });
    const slices = [slice(1, 1, 30), slice(2, 2, 0), slice(3, 3, 10), slice(4, 4, 5)];
    const view = caseView(caseWith({}, slices), { readFirst: false });
    expect(idsOf(view)).toEqual([2, 4, 3, 1]);
    expect(view.series[0]!.warnings).toEqual([
      { code: 'series-gap', details: { missing: 3, positionsMm: '15, 20, 25' } },
    ]);
  });

  it('shows one stack after another, and names files where they do not belong together', () => {
    const axial = { imageOrientation: [1, 0, 0, 0, 1, 0] };
    const slices = [0, 5, 10].flatMap((z, i) => [
      instance(2 * i + 1, 2 * i + 1, { ...axial, imagePositionMm: [0, 0, z] }),
      instance(2 * i + 2, 2 * i + 2, { ...axial, imagePositionMm: [0, 0, z], rows: 16 }),
    ]);
    const view = caseView(caseWith({}, slices), { readFirst: false });
    expect(idsOf(view)).toEqual([1, 3, 5, 2, 4, 6]);
    expect(view.series[0]!.warnings).toMatchObject([
      { code: 'series-size-mixed', details: { files: 'film-2.dcm, film-4.dcm, film-6.dcm' } },
    ]);
    expect(JSON.stringify(view)).not.toContain(FOLDER);
  });

  it('says in every series what is uncertain about whose it is', () => {
    const warnings = [{ code: 'identity-name-differs', details: { names: 2 } }];
    expect(caseView(caseWith({ warnings }), { readFirst: false }).series[0]!.warnings).toEqual(warnings);
  });
});

describe('with read-first on, a case', () => {
  const results = [stored(1), stored(2, refusal(1)), stored(3)];

  it('hides every word of a network but its refusals, and says how many wait', () => {
    const view = caseView(caseWith({ results }), { readFirst: true });
    expect(view.results.map(({ id }) => id)).toEqual([2]);
    expect(view.hiddenResults).toBe(2);
    expect(JSON.stringify(view)).not.toContain('probabilities":{"nodule');
    // what was asked is no secret, what was said is
    expect(view.hiddenAnswers?.map((answer) => Object.keys(answer).sort())).toEqual(Array(2).fill(['input', 'model']));
  });

  it('shows them once the person has written an opinion', () => {
    const view = caseView(caseWith({ results, opinions: [OPINION] }), { readFirst: true });
    expect(view.results.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(view.hiddenResults).toBe(0);
  });

  it('has nothing to hide where nothing was said', () => {
    expect(caseView(caseWith(), { readFirst: true }).hiddenResults).toBe(0);
  });
});
