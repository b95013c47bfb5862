import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ViewPane } from './view-panes.svelte.ts';

vi.mock('../../stage/view.svelte.ts', () => ({ StageView: Object }));
const { Cine } = await import('./cine.svelte.ts');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function pane(): ViewPane & { shown: number[] } {
  const shown: number[] = [];
  const view = { index: 0, loading: false };
  const goTo = (index: number) => {
    view.index = index;
    shown.push(index);
  };
  return { view, pane: { goTo }, shown } as never;
}

it('plays at the file’s own pace, round and round', () => {
  const place = pane();
  const cine = new Cine(() => place);
  cine.start(3, 40);
  vi.advanceTimersByTime(200);
  expect(place.shown).toEqual([1, 2, 0, 1, 2]);
  cine.stop();
  vi.advanceTimersByTime(200);
  expect(place.shown).toHaveLength(5);
  expect(cine.playing).toBe(false);
});

it('leaves no frame out that is still on its way', () => {
  const place = pane();
  const cine = new Cine(() => place);
  cine.start(3, 40);
  vi.advanceTimersByTime(40);
  (place.view as { loading: boolean }).loading = true;
  vi.advanceTimersByTime(400);
  (place.view as { loading: boolean }).loading = false;
  vi.advanceTimersByTime(40);
  expect(place.shown).toEqual([1, 2]);
});

it('stops when another pane is looked at, and does not start on a single picture', () => {
  const [first, second] = [pane(), pane()];
  let active = first;
  const cine = new Cine(() => active);
  cine.start(3, 40);
  active = second;
  vi.advanceTimersByTime(400);
  expect([first.shown, second.shown, cine.playing]).toEqual([[], [], false]);
  cine.start(1, 40);
  expect(cine.playing).toBe(false);
});
