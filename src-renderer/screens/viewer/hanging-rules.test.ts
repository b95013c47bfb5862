import { describe, expect, it } from 'vitest';
import { axialSlice, evenPlaces, sliceStack, type Change } from '../../../src-shared/imaging/series.fixture.ts';
import { seriesOf, setsWith } from './case-set.fixture.ts';
import { firstOf, hangingOf, HangingRules, RULES, wantsPrior, type HangingRule } from './hanging-rules.ts';

function film(id: number, modality: string, bodyPart: string, viewPosition: string, change: Change = {}) {
  const file = axialSlice(id, null, { seriesDescription: viewPosition, modality, ...change });
  const { description } = file;
  const gate = { ...description.gate, bodyPart, viewPosition };
  return seriesOf(id, [{ ...file, description: { ...description, gate } }]);
}

function head(id: number, seriesDescription: string, change: Change = {}) {
  const files = sliceStack(evenPlaces(4), () => ({ modality: 'MR', seriesDescription, ...change }));
  const described = files.map(({ name, description }) => ({
    name,
    description: { ...description, gate: { ...description.gate, bodyPart: 'BRAIN' } },
  }));
  return seriesOf(id, described);
}

const shown = (hanging: ReturnType<typeof hangingOf>) =>
  hanging && [hanging.rule.id, ...hanging.panes.map((set) => (set ? Number(set.series.id) : null))];

describe('hanging rules', () => {
  it('that ship with the program are sound, and no two share a name', () => {
    expect(RULES.length).toBeGreaterThan(3);
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });

  it.each([
    ['more panes than places', { layout: { rows: 1, columns: 1 }, panes: [{}, {}] }],
    ['more to be found than panes', { layout: { rows: 1, columns: 2 }, panes: [{}], least: 2 }],
    ['a field that nobody knows', { layout: { rows: 1, columns: 2 }, panes: [{ laterality: 'L' }, {}] }],
    ['no pane at all', { layout: { rows: 1, columns: 2 }, panes: [] }],
  ])('are refused with %s', (_what, wrong) => {
    expect(HangingRules.safeParse({ rules: [{ id: 'x', modalities: ['CT'], ...wrong }] }).success).toBe(false);
  });

  it('put a chest’s two views side by side, the frontal one first whatever the order of the files', () => {
    const lateral = film(1, 'DX', 'CHEST', 'LL');
    const frontal = film(2, 'DX', 'CHEST', 'PA');
    expect(shown(hangingOf(setsWith([lateral, frontal]), []))).toEqual(['chest-film-two-views', 2, 1]);
  });

  it('put a chest beside the same view of the study before, once that is here', () => {
    const now = setsWith([film(1, 'DX', 'CHEST', 'PA')]);
    const before = setsWith([film(7, 'DX', 'CHEST', 'PA')], 2);
    expect(wantsPrior(now)).toBe(true);
    expect(hangingOf(now, [])).toBeNull();
    expect(shown(hangingOf(now, before))).toEqual(['chest-film-with-prior', 1, 7]);
  });

  it('put both breasts back to back: the right one left, both views below one another', () => {
    const breast = (id: number, view: string, towards: string) =>
      film(id, 'MG', 'BREAST', view, { patientOrientation: [towards, 'F'] });
    const films = [breast(1, 'MLO', 'A'), breast(2, 'CC', 'A'), breast(3, 'CC', 'P'), breast(4, 'MLO', 'P')];
    expect(shown(hangingOf(setsWith(films), []))).toEqual(['mammography', 3, 2, 4, 1]);
  });

  it('sort a head’s sequences by what they are, and fill up with the next', () => {
    const series = [head(1, 'ep2d_DIFF'), head(2, 'AX T2 FLAIR'), head(3, 'AX T2 TSE'), head(4, 'T1 MPR')];
    expect(shown(hangingOf(setsWith(series), []))).toEqual(['mr-head', 4, 2, 3, 1]);
    expect(shown(hangingOf(setsWith(series.slice(1, 3)), []))).toEqual(['mr-head', null, 2, 3, null]);
    expect(shown(hangingOf(setsWith([...series.slice(1, 3), head(9, 'SWI')]), []))).toEqual(['mr-head', 9, 2, 3, null]);
  });

  it('leave every other case with its first pictures alone, and no scout in front', () => {
    const scout = seriesOf(1, [axialSlice(1, 0, { acquisition: { imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER' } })]);
    const slices = seriesOf(2, sliceStack(evenPlaces(3)));
    const sets = setsWith([scout, slices]);
    expect(hangingOf(sets, [])).toBeNull();
    expect(Number(firstOf(sets).series.id)).toBe(2);
    expect(Number(firstOf(setsWith([scout])).series.id)).toBe(1);
  });

  it('take the first that holds', () => {
    const rule = (id: string): HangingRule => ({
      id,
      modalities: ['CT'],
      layout: { rows: 1, columns: 2 },
      panes: [{}, {}],
    });
    const sets = setsWith([seriesOf(1, sliceStack([0, 1])), seriesOf(2, sliceStack([0, 1]))]);
    expect(hangingOf(sets, [], [rule('a'), rule('b')])?.rule.id).toBe('a');
  });
});
