import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseId, DatasetId, ItemId } from '../../src-shared/contract/ids.ts';
import { answerSide, smallDataset } from '../caselog/annotation/examples.ts';
import type { CaseLog } from '../caselog/index.ts';
import { trial, type Trial } from '../caselog/trials/session.ts';
import type { AnnotationContext } from './annotation-handlers.ts';

vi.mock('electron', () => ({ app: {}, MessageChannelMain: vi.fn(), BrowserWindow: vi.fn() }));
const { Profiles } = await import('../annotating/index.ts');
const { annotationHandlers } = await import('./annotation-handlers.ts');

let at: Trial;
let folder: string;
let datasetId: DatasetId;
let itemId: ItemId;
beforeEach(() => {
  at = trial();
  folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-annotation-'));
  const made = smallDataset(at.session, 2);
  datasetId = made.datasetId;
  itemId = made.itemIds[0]!;
});
afterEach(() => {
  at.end();
  rmSync(folder, { recursive: true, force: true });
});

/** The handlers over a real log; `told` is what the page heard, `granted` which pictures it may see. */
function room(change: Partial<AnnotationContext> = {}) {
  const told: unknown[][] = [];
  const granted: number[] = [];
  const log = { call: async (name, input) => at.session.answer(name, input) } as Pick<CaseLog, 'call'>;
  const profiles = new Profiles(log);
  const handlers = annotationHandlers({
    log,
    profiles,
    shipped: [],
    figuresWorker: 'none',
    importing: { start: () => 4 as never },
    choose: async () => null,
    reader: { grant: async () => undefined, trace: async () => Promise.reject(new Error('not asked')) },
    grant: async (instances) => void granted.push(...instances.map(({ id }) => id)),
    tell: (...event) => void told.push(event),
    ...change,
  });
  return { handlers, profiles, told, granted };
}

describe('labelling', () => {
  it('is done by whoever is signed in, whatever the page says', async () => {
    const { handlers, profiles } = room();
    const { labellingId } = await handlers['labelling.open']({ itemId });
    await handlers['profiles.add']({ name: 'Li', pin: '1234' });
    const wang = await handlers['profiles.add']({ name: 'Wang', pin: '1234' });
    expect(profiles.now).toEqual(wang);
    // Li's labelling, and a page that claims to be Li
    const step = { labellingId, revision: 0, step: answerSide(null, 'left'), profileId: 1 };
    await expect(handlers['labelling.step'](step)).rejects.toThrow('record-missing');
    await handlers['profiles.sign-out']({});
    await expect(handlers['labelling.step'](step)).rejects.toThrow('profile-needed');
    await expect(handlers['labelling.readings']({ itemId })).rejects.toThrow('profile-needed');
    await expect(handlers['datasets.next']({ datasetId, order: 'sequence', after: null })).rejects.toThrow(
      'profile-needed',
    );
  }, 60_000);

  it('grants the item’s pictures to the page, and gives no paths', async () => {
    const { handlers, granted } = room();
    const opened = await handlers['labelling.open']({ itemId });
    expect(granted).toEqual([1]);
    expect(JSON.stringify(opened)).not.toContain('/pictures');
  });

  it('tells that the dataset changed when an item is finished', async () => {
    const { handlers, told } = room();
    const { labellingId } = await handlers['labelling.open']({ itemId });
    await handlers['labelling.finish']({ labellingId, state: 'flagged' });
    expect(told).toEqual([['dataset.changed', { datasetId }]]);
  });

  it('asks for nothing to be written when somebody only looks', async () => {
    const { handlers } = room();
    await handlers['datasets.open']({ datasetId });
    await handlers['datasets.items']({ datasetId, offset: 0, limit: 9 });
    expect(await handlers['datasets.next']({ datasetId, order: 'sequence', after: null })).toMatchObject({
      next: { itemId },
    });
    expect(at.sql('SELECT id FROM profiles')).toEqual([]);
  });
});

describe('filling a dataset from files', () => {
  const wishes = (from: 'folder' | 'table') => ({ datasetId, from, items: 'pictures' as const });

  it('imports nothing when nothing was chosen', async () => {
    expect(await room().handlers['datasets.import'](wishes('folder'))).toEqual({ jobId: null });
  });

  it('adds what an import of the folder touched, before the import ends', async () => {
    const { id: empty } = at.session.answer('dataset.create', {
      ...{ name: 'Empty', instructions: '', schema: { key: 'lesion', version: 1 }, blinded: false, readers: [] },
    });
    let ended: Promise<void> | undefined;
    const start = (roots: string[], added?: (caseIds: CaseId[]) => Promise<void>) => {
      expect(roots).toEqual([folder]);
      ended = added?.([1, 2] as CaseId[]);
      return 4 as never;
    };
    const { handlers, told } = room({ choose: async () => folder, importing: { start } });
    const wish = { ...wishes('folder'), datasetId: empty };
    expect(await handlers['datasets.import'](wish)).toEqual({ jobId: 4 });
    await ended;
    expect(at.session.answer('dataset.get', { datasetId: empty }).items).toBe(2);
    expect(told).toContainEqual(['dataset.changed', { datasetId: empty }]);
  });

  it('refuses a table that leads out of its folder before anything is read', async () => {
    const table = path.join(folder, 'films.csv');
    writeFileSync(table, 'file\n../secret.png\n');
    const start = vi.fn();
    const { handlers } = room({ choose: async () => table, importing: { start } });
    await expect(handlers['datasets.import'](wishes('table'))).rejects.toThrow('labels-invalid');
    expect(start).not.toHaveBeenCalled();
  });
});
