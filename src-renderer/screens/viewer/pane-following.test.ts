import { expect, it, vi } from 'vitest';
import { evenPlaces, sliceStack, type Change } from '../../../src-shared/imaging/series.fixture.ts';
import { seriesOf, setsWith } from './case-set.fixture.ts';
import type { CaseStudies } from './case-studies.svelte.ts';

vi.mock('../../stage/view.svelte.ts', () => ({ StageView: Object }));
const { PaneFollowing } = await import('./pane-following.svelte.ts');
const { ViewPanes } = await import('./view-panes.svelte.ts');

/** Two panes: ten slices and, from 10 mm up, five of them again. */
function two(second: (i: number) => Change = () => ({})) {
  const sets = setsWith([
    seriesOf(1, sliceStack(evenPlaces(10, 5))),
    seriesOf(2, sliceStack(evenPlaces(5, 5, 10), second)),
  ]);
  const panes = new ViewPanes({
    layout: { rows: 1, columns: 2 },
    panes: sets.map(({ id }) => ({ setId: id, state: null })),
    active: 0,
  });
  const studies = { set: (id: string) => sets.find((set) => set.id === id) ?? null } as unknown as CaseStudies;
  const following = new PaneFollowing(panes, studies);
  const told = panes.all.map((place) => {
    const calls: unknown[][] = [];
    const tell = (name: string) => (value: unknown) => calls.push([name, value]);
    const window = { center: 40, width: 400, function: 'LINEAR' };
    place.view = { shown: {}, index: 0, window, matrix: {} } as never;
    const look = () => ({ zoom: 2, middle: [0.5, 0.5] });
    place.pane = {
      ...{ goTo: tell('goTo'), scroll: tell('scroll'), setWindow: tell('setWindow'), takeLook: tell('takeLook') },
      look,
    } as never;
    return calls;
  });
  const lead = (change: object) => {
    panes.active.view = { ...panes.active.view, ...change };
    following.follow();
  };
  return { panes, following, told, lead };
}

it('scrolls to the same place of the patient', () => {
  const { told, lead } = two();
  lead({ index: 4 });
  expect(told[1]).toEqual([['goTo', 2]]);
  expect(told[0]).toEqual([]);
});

it('scrolls by as many images where places cannot be compared', () => {
  const { following, told, lead } = two(() => ({ acquisition: { frameOfReferenceUid: '9.9' } }));
  lead({ index: 3 });
  expect(told[1]).toEqual([]);
  following.scroll = 'slice';
  lead({ index: 4 });
  lead({ index: 2 });
  expect(told[1]).toEqual([
    ['scroll', 1],
    ['scroll', -2],
  ]);
});

it('does not move the others when the lead only changes hands', () => {
  const { following, panes, told, lead } = two();
  following.scroll = 'slice';
  lead({ index: 4 });
  told.forEach((calls) => calls.splice(0));
  panes.activate(panes.all[1]!);
  lead({ index: 3 });
  expect(told).toEqual([[], []]);
});

it('shares window, size and place only where that is switched on', () => {
  const { following, told, lead } = two();
  following.scroll = 'off';
  const window = { center: -600, width: 1500, function: 'LINEAR' };
  lead({ window });
  expect(told[1]).toEqual([]);
  following.window = true;
  following.look = true;
  lead({ window });
  expect(told[1]).toEqual([
    ['setWindow', window],
    ['takeLook', { zoom: 2, middle: [0.5, 0.5] }],
  ]);
});

it('gives no window to a picture of another modality or unit', () => {
  for (const change of [{ modality: 'MR' }, { pixels: { rescale: { slope: 1, intercept: 0, unit: 'US' } } }]) {
    const { following, told, lead } = two(() => change);
    following.scroll = 'off';
    following.window = true;
    lead({ window: { center: 1, width: 2, function: 'LINEAR' } });
    expect(told[1]).toEqual([]);
  }
});

it('gives planes the size of the one that leads, where that is switched on, and slices nothing', () => {
  const { following, panes, lead } = two();
  const told: unknown[][] = [[], []];
  panes.all.forEach((place, i) => {
    place.plane = i === 0 ? 'axial' : 'coronal';
    place.pane = { scale: () => 2 + i, takeScale: (scale: number) => told[i]!.push(scale) } as never;
  });
  const slice = panes.all[1]!;
  lead({ shown: null, plane: { pose: {} } });
  expect(told).toEqual([[], []]);
  following.look = true;
  lead({ shown: null, plane: { pose: {} } });
  expect(told).toEqual([[], [2]]);
  slice.plane = null;
  lead({ shown: null, plane: { pose: {} } });
  expect(told).toEqual([[], [2]]);
});
