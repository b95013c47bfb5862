import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type * as fsPromises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { manifestFor, meanModel, putModel } from './model-folder.fixture.ts';

/** Whether the system opens no more files. */
let full = false;
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fsPromises>();
  const limited =
    <T extends (...input: never[]) => unknown>(work: T) =>
    (...input: Parameters<T>) =>
      full ? Promise.reject(Object.assign(new Error('EMFILE'), { code: 'EMFILE' })) : work(...input);
  return { ...real, open: limited(real.open), readdir: limited(real.readdir), readFile: limited(real.readFile) };
});
const { ModelFolders } = await import('./model-folders.ts');
const { RegistryRecord } = await import('./record.ts');

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-open-limit-'))));
afterEach(() => {
  full = false;
  rmSync(folder, { recursive: true, force: true });
});

it('says that no more files can be opened, never that a model is missing, and looks again afterwards', async () => {
  const model = meanModel();
  const place = putModel(path.join(folder, 'mean'), manifestFor(model), model);
  const folders = new ModelFolders({ program: folder, user: null });
  full = true;
  await expect(folders.names('program')).rejects.toMatchObject({ code: 'files-open-limit' });
  expect((await folders.read('program', place)).refusal).toEqual({ code: 'files-open-limit', details: {} });
  full = false;
  expect(await folders.names('program', 'mean')).toEqual(['mean']);
  expect((await folders.read('program', place)).refusal).toBeNull();
});

it('never writes an empty record over one that it could not read', async () => {
  const record = new RegistryRecord(folder);
  await record.keepInstalled('mean@1.0.0', 'a'.repeat(64));
  full = true;
  await expect(record.forget('other')).rejects.toMatchObject({ code: 'files-open-limit' });
  full = false;
  expect((await record.read()).installed).toEqual({ 'mean@1.0.0': 'a'.repeat(64) });
  writeFileSync(path.join(folder, 'registry.json'), '{');
  expect((await record.read()).installed).toEqual({});
});
