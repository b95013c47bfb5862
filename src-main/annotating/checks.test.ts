import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatasetFindings, type DatasetChecking } from '../../src-shared/contract/annotation-records.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { DatasetId, InstanceId } from '../../src-shared/contract/ids.ts';
import { traceOf } from '../reading/picture-trace.ts';
import { smallDataset } from '../caselog/annotation/examples.ts';
import { film } from '../caselog/examples.ts';
import type { CaseLog } from '../caselog/index.ts';
import { trial, type Trial } from '../caselog/trials/session.ts';
import { Checks } from './checks.ts';

let at: Trial;
let datasetId: DatasetId;
let told: DatasetChecking[];
let read: number[];
let unreadable: number[];
beforeEach(() => {
  at = trial();
  datasetId = smallDataset(at.session, 24).datasetId;
  [told, read, unreadable] = [[], [], []];
});
afterEach(() => at.end());

const SIDE = 48;
/** Waves that differ from film to film; 3 is 2 again, 5 is 4 made brighter, 7 is all but black. */
function pixels(instance: number): Uint8Array {
  const wave = ({ 3: 2, 5: 4 } as Record<number, number>)[instance] ?? instance;
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const value =
      100 + 40 * Math.sin((row * wave) / 9 + wave) + 40 * Math.cos((column * (25 - wave)) / 11 + row / (wave + 2));
    if (instance === 7) return i === 0 ? 1 : 0;
    return instance === 5 ? value + 10 : value;
  });
}

const room = () => {
  const call = (async (name: never, input: never) => at.session.answer(name, input)) as CaseLog['call'];
  const trace = async (id: InstanceId) => {
    read.push(id);
    if (unreadable.includes(id)) throw new CodedError('source-gone');
    const description = {
      ...film(1).pixels,
      rows: SIDE,
      columns: SIDE,
      sampleType: 'uint8' as const,
      bitsStored: 8,
      windows: [],
    };
    return traceOf(
      { rows: SIDE, columns: SIDE, samplesPerPixel: 1, sampleType: 'uint8', values: pixels(id) },
      description,
    );
  };
  const reader = { grant: async () => undefined, trace };
  return new Checks({ log: { call }, reader }, new URL('./figures-worker.ts', import.meta.url), (checking) =>
    told.push(checking),
  );
};
const ended = () => vi.waitFor(() => expect(told.at(-1)?.state).not.toBe('running'), { timeout: 20_000 });

describe('a check of a dataset', () => {
  it('looks at every picture once, and finds the same, the nearly same and the unlike', async () => {
    const checks = room();
    expect(await checks.findings(datasetId)).toMatchObject({ looked: 0, of: 24, leaks: [], unlike: [] });
    checks.start(datasetId);
    await ended();
    expect(told.at(-1)).toMatchObject({ state: 'done', done: 24, failedCount: 0 });
    const found = DatasetFindings.parse(await checks.findings(datasetId));
    expect(found).toMatchObject({ looked: 24, of: 24, leakCount: 2, apartCount: 2, torn: 0 });
    expect(
      found.leaks.map(({ kind, items, samePatient }) => [kind, items.map(({ name }) => name), samePatient]),
    ).toEqual([
      ['same-pixels', ['P2', 'P3'], false],
      ['near-duplicate', ['P4', 'P5'], false],
    ]);
    expect(found.unlike[0]).toMatchObject({ name: 'P7' });
    expect(found.unlike[0]!.beyond).toContain('deviation');
    room().start(datasetId);
    await ended();
    expect(read).toHaveLength(24);
  });

  it('says which leaks a split has torn apart, and which it has not', async () => {
    const checks = room();
    checks.start(datasetId);
    await ended();
    at.sql(`UPDATE dataset_items SET part = CASE WHEN name IN ('P3') THEN 'test' ELSE 'train' END`);
    const { leaks, apartCount } = await checks.findings(datasetId);
    expect(leaks.map(({ kind, apart }) => [kind, apart])).toEqual([
      ['same-pixels', true],
      ['near-duplicate', false],
    ]);
    expect(apartCount).toBe(1);
  });

  it('passes by what can’t be read, says so, and tries it again next time', async () => {
    unreadable = [9];
    room().start(datasetId);
    await ended();
    expect(told.at(-1)).toMatchObject({
      ...{ state: 'done', done: 23, failedCount: 1 },
      failed: [{ itemId: 9, reason: { code: 'source-gone' } }],
    });
    unreadable = [];
    told = [];
    room().start(datasetId);
    await ended();
    expect(told.at(-1)).toMatchObject({ done: 1, failedCount: 0 });
  });

  it('keeps what was found until it is cancelled', async () => {
    const checks = room();
    checks.start(datasetId);
    checks.cancel(datasetId);
    await ended();
    expect(told.at(-1)?.state).toBe('cancelled');
    checks.start(datasetId);
    await ended();
    expect(await checks.findings(datasetId)).toMatchObject({ looked: 24 });
  });
});

describe('a split of a dataset', () => {
  it('is by patient, the same for the same seed, and shown on the board', () => {
    const split = (seed: number) =>
      at.session.answer('dataset.split', { datasetId, seed, shares: { train: 0.5, validation: 0.25, test: 0.25 } });
    const parts = () => at.sql('SELECT part FROM dataset_items ORDER BY id');
    expect(split(3)).toEqual({ train: 12, validation: 6, test: 6 });
    const first = parts();
    split(4);
    expect(parts()).not.toEqual(first);
    split(3);
    expect(parts()).toEqual(first);
    const board = at.session.answer('dataset.board', { datasetId, profileId: null });
    expect(board.parts.map(({ part, items }) => [part, items])).toEqual([
      ['train', 12],
      ['validation', 6],
      ['test', 6],
    ]);
  });
});
