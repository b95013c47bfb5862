import { beforeAll, expect, test } from 'vitest';
import { runOnDisk, whyNoDisk } from './trials/mounted.ts';

let why: string | null;
beforeAll(() => void (why = whyNoDisk()));

test('says that the disk is full, loses nothing by it, and works again once there is space', ({ skip }) => {
  if (why !== null) skip(why);
  const full = { state: 'read-only', reason: { code: 'disk-full', details: {} } };
  const ready = { state: 'ready', reason: null };
  expect(runOnDisk('full-disk.ts', 8)).toEqual({
    ...{ refused: 'disk-full', draftWhenFull: 'disk-full', importWhenFull: 'disk-full', draftWhenFreed: 'kept' },
    ...{ lostWhenFull: 0, lostAfterwards: 0, draft: 'typed on' },
    ...{ openedWhenFull: full, listedWhenFull: 1, openedWhenFreed: ready },
    createdWhenFull: { ...full, state: 'unavailable' },
    createdWhenFreed: ready,
  });
});

test('refuses a stroke on a full disk, keeps all before it, and takes the same stroke once there is space', ({
  skip,
}) => {
  if (why !== null) skip(why);
  const found = runOnDisk('full-disk-strokes.ts', 8) as Record<string, number>;
  expect(found).toMatchObject({ refused: 'disk-full', notices: [], restored: null });
  expect(found).toMatchObject({ again: found['kept']! + 1, revision: found['kept']! + 1, painted: found['expected'] });
});

test('lists cases on a read-only disk, after a clean exit and after a kill, and says why it writes nothing', ({
  skip,
}) => {
  if (why !== null) skip(why);
  const reason = { code: 'log-read-only', details: {} };
  const listed = { storage: { state: 'read-only', reason }, notices: [], listed: 1, written: 'log-read-only' };
  const nothing = { ...listed, storage: { state: 'unavailable', reason }, listed: 'log-read-only' };
  expect(runOnDisk('read-only-disk.ts', 8)).toEqual({
    ...{ closed: listed, killed: listed, empty: nothing, 'not-yet-there': nothing },
  });
});
