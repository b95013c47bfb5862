import { expect, it, vi } from 'vitest';
import type { SeriesId } from '../../../src-shared/contract/ids.ts';

vi.mock('../../stage/view.svelte.ts', () => ({ StageView: Object }));
const { ViewPanes } = await import('./view-panes.svelte.ts');

const series = [1, 2, 3].map((id) => id as SeriesId);
const shown = (panes: InstanceType<typeof ViewPanes>) => panes.all.map(({ seriesId }) => seriesId);

it('gives new panes the series that nobody sees yet, and leaves the rest empty', () => {
  const panes = new ViewPanes(series[1]!);
  panes.arrange({ rows: 2, columns: 2 }, series);
  expect(shown(panes)).toEqual([2, 1, 3, null]);
});

it('keeps the active pane and its picture when there are fewer', () => {
  const panes = new ViewPanes(series[0]!);
  panes.arrange({ rows: 2, columns: 2 }, series);
  const last = panes.all[2]!;
  panes.activate(last);
  panes.arrange({ rows: 1, columns: 2 }, series);
  expect(panes.active).toBe(last);
  panes.arrange({ rows: 1, columns: 1 }, series);
  expect(panes.all).toEqual([last]);
});

it('keeps what a pane shows when others join it', () => {
  const panes = new ViewPanes(series[0]!);
  const first = panes.active;
  const { view } = first;
  panes.arrange({ rows: 1, columns: 2 }, series);
  expect(panes.all[0]).toBe(first);
  expect(first.view).toBe(view);
});

it('goes round with the keys', () => {
  const panes = new ViewPanes(series[0]!);
  panes.arrange({ rows: 1, columns: 2 }, series);
  panes.step(1);
  expect(panes.active).toBe(panes.all[1]);
  panes.step(1);
  expect(panes.active).toBe(panes.all[0]);
});

it('shows nothing of the series before when another is put into a pane', () => {
  const { active } = new ViewPanes(series[0]!);
  const before = active.view;
  active.show(series[1]!, 4);
  expect(active.view).not.toBe(before);
  expect([active.seriesId, active.start]).toEqual([2, 4]);
});
