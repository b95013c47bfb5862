import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLAIN_WISHES } from '../../src-shared/annotation/export-wishes.ts';
import type { LabellingContent } from '../../src-shared/contract/annotation-records.ts';
import type { CodedError } from '../../src-shared/contract/coded.ts';
import type { ItemId, ProfileId } from '../../src-shared/contract/ids.ts';
import {
  answerSide,
  firstStroke,
  reader as openReader,
  SIDE,
  smallDataset,
  LESION,
} from '../caselog/annotation/examples.ts';
import { film, importOf } from '../caselog/examples.ts';
import type { CaseLog } from '../caselog/index.ts';
import { trial, type Trial } from '../caselog/trials/session.ts';
import { bytesInMemory } from '../reading/containers/byte-source.ts';
import { readLabels } from '../reading/labels/read-labels.ts';
import { DatasetExport } from './dataset-export.ts';
import type { Exchange } from './exchange.ts';
import { exportDataset } from './export-dataset.ts';
import { importLabels } from './import-labels.ts';

let at: Trial;
let folder: string;
beforeEach(() => {
  at = trial();
  folder = mkdtempSync(path.join(tmpdir(), 'exchange-'));
});
afterEach(() => {
  at.end();
  rmSync(folder, { recursive: true, force: true });
});

const log = () => ({ call: async (name, input) => at.session.answer(name, input) }) as Pick<CaseLog, 'call'>;
const frames = {
  frame: async () => {
    const values = new Uint16Array(SIDE * SIDE);
    return { rows: SIDE, columns: SIDE, samplesPerPixel: 1 as const, sampleType: 'uint16' as const, values };
  },
};
/** What the exchange process does, in this one. */
const exchange: Pick<Exchange, 'run'> = {
  run: async (order, items, { signal, told }) => {
    const run = await DatasetExport.begin(order, frames);
    for await (const item of items) told(item, await run.item(item));
    if (!signal.aborted) return run.finish();
    await run.abandon();
    return null;
  },
};
const reader = {
  readLabels: async (file: string, ...about: [typeof LESION, Parameters<typeof readLabels>[2]]) =>
    readLabels(bytesInMemory(new Uint8Array(await readFile(file))), ...about, () => undefined),
};

/** Labels the first films of a dataset: a stroke that begins at the film's number, a side. */
function labelled(films: number, done = films) {
  const { datasetId, itemIds } = smallDataset(at.session, films);
  const by = openReader(at.session);
  itemIds.slice(0, done).forEach((itemId, n) => {
    const opened = at.session.answer('labelling.open', { itemId, profileId: by });
    const { labellingId } = opened;
    let { revision } = opened.place;
    for (const step of [firstStroke(n + 1, 20).step, answerSide(null, n % 2 === 0 ? 'left' : 'right')]) {
      revision = at.session.answer('labelling.step', { labellingId, profileId: by, revision, step }).revision;
    }
    at.session.answer('labelling.finish', { labellingId, profileId: by, state: 'done' });
  });
  return { datasetId, itemIds, by };
}

const exported = (datasetId: ReturnType<typeof labelled>['datasetId'], by: ProfileId, more: object = {}) => {
  const order = { datasetId, format: 'nifti' as const, folder: path.join(folder, 'out'), wishes: PLAIN_WISHES };
  const around = { log: log(), exchange, reader: { grant: async () => undefined }, version: '0.0.1' };
  const rest = {
    by: { id: by, name: 'Dr Lindqvist' },
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  return exportDataset({ ...order, unfinished: false, ...more }, { ...around, ...rest, ...more });
};
const imported = (
  datasetId: ReturnType<typeof labelled>['datasetId'],
  by: ProfileId,
  paths: string[],
  more: object = {},
) => {
  const rest = { signal: new AbortController().signal, progress: () => undefined };
  return importLabels({ datasetId, paths }, { log: log(), reader, by, ...rest, ...more });
};
const contentOf = (itemId: ItemId, by: ProfileId): LabellingContent =>
  at.session.answer('labelling.open', { itemId, profileId: by }).content;

describe('a dataset’s labels', () => {
  it('go out, finished ones only, and come back to the same items in another reader’s name', async () => {
    const { datasetId, itemIds, by } = labelled(3, 2);
    expect(await exported(datasetId, by)).toMatchObject({ items: 2, failedCount: 0 });
    expect(await readdir(path.join(folder, 'out', 'masks'))).toHaveLength(2);
    const other = at.session.answer('profile.add', { name: 'Dr Okafor', salt: '00', hash: '00' }).id;
    expect(await imported(datasetId, other, [path.join(folder, 'out')])).toEqual({
      items: 2,
      failed: [],
      failedCount: 0,
    });
    for (const itemId of itemIds.slice(0, 2)) {
      const [mine, theirs] = [contentOf(itemId, by), contentOf(itemId, other)];
      expect(theirs.masks.map(({ slice, runs }) => [slice, runs])).toEqual(
        mine.masks.map(({ slice, runs }) => [slice, runs]),
      );
    }
    expect(contentOf(itemIds[2] as ItemId, other).masks).toEqual([]);
  });

  it('come in as one step an item that can be undone', async () => {
    const { datasetId, itemIds, by } = labelled(1);
    await exported(datasetId, by, { format: 'labels' });
    const table = path.join(folder, 'sides.csv');
    await writeFile(table, 'file,side,note\nfilm-1.dcm,right,"seen, twice"\nfilm-9.dcm,left,\nfilm-1.dcm,up,\n');
    const end = await imported(datasetId, by, [table]);
    expect(end).toMatchObject({ items: 1, failedCount: 2 });
    expect(end?.failed.map(({ reason }) => reason.code).sort()).toEqual([
      'label-answer-invalid',
      'label-picture-missing',
    ]);
    const [itemId] = itemIds as [ItemId];
    const { labellingId, place, content } = at.session.answer('labelling.open', { itemId, profileId: by });
    expect(content.answers.map(({ field, answer }) => [field, answer])).toEqual([
      ['side', 'right'],
      ['note', 'seen, twice'],
    ]);
    at.session.answer('labelling.undo', { labellingId, profileId: by, revision: place.revision });
    expect(contentOf(itemId, by).answers.map(({ answer }) => answer)).toEqual(['left']);
  });

  it('keep their random names from one export to the next', async () => {
    const { datasetId, by } = labelled(2);
    await exported(datasetId, by);
    const first = await readdir(path.join(folder, 'out', 'masks'));
    await exported(datasetId, by, { folder: path.join(folder, 'again') });
    expect(await readdir(path.join(folder, 'again', 'masks'))).toEqual(first);
    expect(first.every((name) => /^p[0-9a-f]{16}\.nii\.gz$/.test(name))).toBe(true);
  });

  it('are not there where nothing is finished', async () => {
    const { datasetId, by } = labelled(1, 0);
    await expect(exported(datasetId, by)).rejects.toMatchObject({
      code: 'export-nothing',
    } satisfies Partial<CodedError>);
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a blinded dataset never go out while nobody is signed in', async () => {
    const { datasetId, itemIds } = smallDataset(at.session, 1, { blinded: true });
    const by = openReader(at.session);
    const { labellingId, place } = at.session.answer('labelling.open', { itemId: itemIds[0] as ItemId, profileId: by });
    const step = answerSide(null, 'left');
    at.session.answer('labelling.step', { labellingId, profileId: by, revision: place.revision, step });
    at.session.answer('labelling.finish', { labellingId, profileId: by, state: 'done' });
    const plan = (profileId: ProfileId | null) =>
      at.session.answer('export.plan', { datasetId, profileId, unfinished: false }).items.length;
    expect([plan(null), plan(by)]).toEqual([0, 1]);
  });

  it('leave nothing when the export is cancelled', async () => {
    const { datasetId, by } = labelled(3);
    const cancel = new AbortController();
    const progress = (done: number) => done === 1 && cancel.abort();
    expect(await exported(datasetId, by, { signal: cancel.signal, progress })).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('are on no frame of a film that they only call by its file', async () => {
    const description = film(1);
    const pixels = { ...description.pixels, rows: SIDE, columns: SIDE, frames: 4 };
    const { caseId } = at.session.answer('instance.import', importOf({ ...description, pixels }, 'cine.dcm'));
    at.session.answer('schema.keep', { schema: LESION });
    const { id: datasetId } = at.session.answer('dataset.create', {
      ...{ name: 'Films', instructions: '', schema: { key: LESION.key, version: 1 }, blinded: false, readers: [] },
    });
    at.session.answer('dataset.add', { datasetId, caseIds: [caseId], items: 'stacks' });
    const file = path.join(folder, 'box.xml');
    await writeFile(
      file,
      `<annotation><filename>cine.png</filename><size><width>${SIDE}</width><height>${SIDE}</height></size><object><name>marker</name>` +
        '<bndbox><xmin>2</xmin><ymin>3</ymin><xmax>5</xmax><ymax>6</ymax></bndbox></object></annotation>',
    );
    const end = await imported(datasetId, openReader(at.session), [file]);
    expect([end?.items, end?.failed.map(({ reason }) => reason.code)]).toEqual([0, ['label-picture-missing']]);
  });

  it('cost no other file where one is damaged, of another size or of nobody', async () => {
    const { datasetId, by } = labelled(2);
    const inside = path.join(folder, 'in');
    await mkdir(inside);
    await writeFile(path.join(inside, 'a.json'), '{"images": [');
    await writeFile(path.join(inside, 'film-1.nii'), 'no mask');
    await writeFile(path.join(inside, 'stranger.nii.gz'), 'no mask');
    const boxes = (name: string, width: number) =>
      `<annotation><filename>${name}</filename><size><width>${width}</width><height>${SIDE}</height></size><object><name>marker</name>` +
      '<bndbox><xmin>2</xmin><ymin>3</ymin><xmax>5</xmax><ymax>6</ymax></bndbox></object></annotation>';
    await writeFile(path.join(inside, 'b.xml'), boxes('film-1.png', SIDE));
    await writeFile(path.join(inside, 'c.xml'), boxes('film-2.png', SIDE + 1));
    const end = await imported(datasetId, by, [inside]);
    expect(end?.items).toBe(1);
    expect(end?.failed.map(({ name, reason }) => [name, reason.code])).toEqual([
      ['a.json', 'label-file-damaged'],
      ['c.xml: film-2.png', 'label-size-differs'],
      ['film-1.nii', 'label-file-damaged'],
      ['stranger.nii.gz', 'label-picture-missing'],
    ]);
  });
});
