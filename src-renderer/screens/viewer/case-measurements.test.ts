import { beforeEach, expect, it, vi } from 'vitest';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { CaseId, InstanceId } from '../../../src-shared/contract/ids.ts';
import type { Measurement, MeasurementChange } from '../../../src-shared/findings/measurement.ts';

const log = vi.hoisted(() => ({ kept: [] as unknown[], full: false }));
vi.mock('../../app/bridge.ts', () => ({
  call: (_name: string, change: unknown) => {
    if (log.full) return Promise.reject(new CodedError('disk-full'));
    log.kept.push(change);
    return Promise.resolve({});
  },
}));
const { CaseMeasurements } = await import('./case-measurements.svelte.ts');

const key = { instanceId: 3 as InstanceId, frame: 0 };
const points: [number, number][] = [
  [1, 1],
  [5, 5],
];
const settle = () => new Promise((resolve) => setTimeout(resolve));
const newest = () => new Map(log.kept.map((change) => [(change as MeasurementChange).measurement.uid, change]));
const standing = () => [...newest().values()].map((change) => (change as { measurement: Measurement }).measurement);
const stand = (of: InstanceType<typeof CaseMeasurements>) => of.all.map(({ points: at, text }) => [at[1], text]);

beforeEach(() => {
  log.kept = [];
  log.full = false;
});

it('sends every change to the log at once', async () => {
  const drawn = new CaseMeasurements(7 as CaseId, []);
  drawn.draw(key, 'length', points);
  drawn.change(drawn.all[0]!, { text: 'node' });
  await settle();
  expect(log.kept).toHaveLength(2);
  expect(log.kept[1]).toMatchObject({
    caseId: 7,
    measurement: { instanceId: 3, kind: 'length', points, text: 'node' },
  });
  expect(drawn.failure).toBeNull();
});

it('undoes and redoes drawing, changing and removing in one stack', async () => {
  const drawn = new CaseMeasurements(7 as CaseId, []);
  drawn.draw(key, 'length', points);
  drawn.change(drawn.all[0]!, {
    points: [
      [1, 1],
      [9, 9],
    ],
  });
  drawn.draw(key, 'ellipse', points);
  drawn.remove(drawn.all[0]!);
  expect(stand(drawn)).toEqual([[[5, 5], '']]);
  drawn.undo();
  expect(drawn.all.map(({ kind }) => kind).sort()).toEqual(['ellipse', 'length']);
  drawn.undo();
  drawn.undo();
  expect(stand(drawn)).toEqual([[[5, 5], '']]);
  drawn.undo();
  expect([drawn.all, drawn.canUndo]).toEqual([[], false]);
  for (let i = 0; i < 4; i++) drawn.redo();
  expect(drawn.all.map(({ kind }) => kind)).toEqual(['ellipse']);
  await settle();
  // the log stands as the screen does
  expect(standing().filter(({ removed }) => !removed)).toEqual(drawn.all);
});

it('forgets what was undone when something new is drawn', () => {
  const drawn = new CaseMeasurements(7 as CaseId, []);
  drawn.draw(key, 'length', points);
  drawn.undo();
  drawn.draw(key, 'ellipse', points);
  expect(drawn.canRedo).toBe(false);
});

it('keeps on the screen what the disk could not take, says so, and saves it later', async () => {
  const drawn = new CaseMeasurements(7 as CaseId, []);
  log.full = true;
  drawn.draw(key, 'length', points);
  await settle();
  expect(drawn.failure).toMatchObject({ code: 'disk-full' });
  expect(drawn.all).toHaveLength(1);
  log.full = false;
  drawn.keepAgain();
  await settle();
  expect(drawn.failure).toBeNull();
  expect(standing()).toEqual(drawn.all);
});
