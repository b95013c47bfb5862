import { expect, it, vi } from 'vitest';
import type { CaseId } from '../../../src-shared/contract/ids.ts';
import type { PaneState } from '../../stage/pane-state.ts';
import type { SetId } from './case-sets.ts';

vi.mock('../../stage/view.svelte.ts', () => ({ StageView: Object }));
const { ViewPanes } = await import('./view-panes.svelte.ts');
const { keepLayout, keptLayout } = await import('./case-layouts.ts');

const sets: readonly SetId[] = ['1/1', '2/1', '3/1'];
const showing = (setId: SetId) =>
  new ViewPanes({ layout: { rows: 1, columns: 1 }, panes: [{ setId, state: null }], active: 0 });
const shown = (panes: InstanceType<typeof ViewPanes>) => panes.all.map(({ setId }) => setId);
const left: PaneState = {
  ...{
    index: 4,
    window: null,
    inverted: true,
    smooth: true,
    colours: 'grey',
    rotation: 90,
    flipHorizontal: false,
    flipVertical: false,
  },
  look: { zoom: 2, middle: [0.25, 0.5] },
};

it('gives new panes the display sets that nobody sees yet, and leaves the rest empty', () => {
  const panes = showing('2/1');
  panes.arrange({ rows: 2, columns: 2 }, sets);
  expect(shown(panes)).toEqual(['2/1', '1/1', '3/1', null]);
});

it('keeps the active pane and its picture when there are fewer', () => {
  const panes = showing('1/1');
  panes.arrange({ rows: 2, columns: 2 }, sets);
  const last = panes.all[2]!;
  panes.activate(last);
  panes.arrange({ rows: 1, columns: 2 }, sets);
  expect(panes.active).toBe(last);
  panes.arrange({ rows: 1, columns: 1 }, sets);
  expect(panes.all).toEqual([last]);
});

it('keeps what a pane shows when others join it', () => {
  const panes = showing('1/1');
  const first = panes.active;
  const { view } = first;
  panes.arrange({ rows: 1, columns: 2 }, sets);
  expect(panes.all[0]).toBe(first);
  expect(first.view).toBe(view);
});

it('goes round with the keys', () => {
  const panes = showing('1/1');
  panes.arrange({ rows: 1, columns: 2 }, sets);
  panes.step(1);
  expect(panes.active).toBe(panes.all[1]);
  panes.step(1);
  expect(panes.active).toBe(panes.all[0]);
});

it('shows nothing of the set before when another is put into a pane', () => {
  const { active } = showing('1/1');
  const before = active.view;
  active.before = left;
  active.show('2/1', 4);
  expect(active.view).not.toBe(before);
  expect([active.setId, active.start, active.before]).toEqual(['2/1', 4, null]);
});

it('never lays what was done to one picture on another that takes its place', () => {
  const { active } = showing('1/1');
  const pane = { state: () => left } as never;
  active.opened(pane, '1/1');
  active.show('2/1');
  active.closed(pane);
  expect([active.before, active.pane]).toEqual([null, null]);
  active.opened(pane, '2/1');
  active.closed(pane);
  expect(active.before).toBe(left);
});

it('lets one pane cover the others, and the next when the keys go on', () => {
  const panes = showing('1/1');
  panes.enlarge();
  expect(panes.enlarged).toBeNull();
  panes.arrange({ rows: 1, columns: 2 }, sets);
  panes.enlarge();
  expect(panes.enlarged).toBe(panes.all[0]);
  panes.step(1);
  expect(panes.enlarged).toBe(panes.all[1]);
  panes.enlarge();
  expect(panes.enlarged).toBeNull();
});

it('keeps layout, pictures and what was done to them as long as the case is open', () => {
  const [one, two] = [1, 2] as CaseId[];
  const panes = showing('1/1');
  panes.arrange({ rows: 1, columns: 2 }, sets);
  panes.activate(panes.all[1]!);
  panes.all[1]!.pane = { state: () => left } as never;
  keepLayout(one!, panes.kept, [one!]);
  const again = new ViewPanes(keptLayout(one!)!);
  expect(shown(again)).toEqual(['1/1', '2/1']);
  expect(again.layout).toEqual({ rows: 1, columns: 2 });
  expect([again.active.setId, again.active.start, again.active.before]).toEqual(['2/1', 4, left]);
  // its tab was closed: opened again it looks as at first
  keepLayout(two!, panes.kept, [two!]);
  expect(keptLayout(one!)).toBeNull();
});
