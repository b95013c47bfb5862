import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { smallDataset } from '../caselog/annotation/examples.ts';
import { importOf, picture } from '../caselog/examples.ts';
import type { CaseLog } from '../caselog/index.ts';
import { trial, type Trial } from '../caselog/trials/session.ts';
import { Datasets } from './datasets.ts';

vi.mock('electron', () => ({ app: {}, MessageChannelMain: vi.fn(), BrowserWindow: vi.fn() }));
const { casesOfTable, readDatasetTable } = await import('./dataset-table.ts');

let folder: string;
let at: Trial;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-table-'));
  at = trial();
});
afterEach(() => {
  at.end();
  rmSync(folder, { recursive: true, force: true });
});

const table = (text: string) => {
  writeFileSync(path.join(folder, 'films.csv'), text);
  return readDatasetTable(path.join(folder, 'films.csv'));
};

describe('a table of pictures', () => {
  it('names files below its own folder, each once, and whose they are', async () => {
    const { files, patients } = await table('\uFEFFPatient,File,Age\nAnn,b/1.png,40\n,"a, 2.png",\nAnn,b/1.png,40\n');
    expect(files).toEqual([path.join(folder, 'b/1.png'), path.join(folder, 'a, 2.png')]);
    expect([...patients]).toEqual([[path.join(folder, 'b/1.png'), 'Ann']]);
  });

  it.each([
    ['no column of files', 'name\n1.png\n', 1],
    ['a way out of the folder', 'file\n1.png\n../secret.png\n', 3],
    ['a file of the machine', 'file\n/etc/passwd\n', 2],
    ['nothing in a row', 'file,patient\n,Ann\n', 2],
    ['an open quote', 'file\n"1.png\n', 2],
  ])('is refused with %s', async (_name, text, line) => {
    await expect(table(text)).rejects.toMatchObject({ code: 'labels-invalid', details: { line, column: 'file' } });
  });

  it('that is gone is said to be', async () => {
    await expect(readDatasetTable(path.join(folder, 'none.csv'))).rejects.toThrow('labels-missing');
  });

  it('fills a dataset in its order, two pictures of one patient as one patient', async () => {
    const log = { call: async (name, input) => at.session.answer(name, input) } as Pick<CaseLog, 'call'>;
    const { datasetId } = smallDataset(at.session, 0);
    const found = await table('file,patient\n3.png,Ann\n1.png,Ann\n2.png,\nlost.png,Bob\n');
    for (const n of [1, 2, 3]) {
      at.session.answer('instance.import', {
        ...importOf(picture(n), `${n}.png`),
        path: path.join(folder, `${n}.png`),
      });
    }
    const { caseIds, patients } = await casesOfTable(log, found);
    await new Datasets(log, [], () => undefined).add(datasetId, caseIds, 'pictures', patients);
    const { items } = at.session.answer('dataset.items', { datasetId, profileId: null, offset: 0, limit: 9 });
    expect(items.map(({ name }) => name)).toEqual(['3.png', '1.png', '2.png']);
    const keys = at.sql('SELECT patient_key AS key FROM dataset_items ORDER BY position') as { key: string }[];
    expect(keys.map(({ key }) => key)).toEqual(['table:Ann', 'table:Ann', expect.stringContaining('file:')]);
  });
});
