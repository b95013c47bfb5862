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
