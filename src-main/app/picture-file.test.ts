import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CaseId } from '../../src-shared/contract/ids.ts';

const shell = vi.hoisted(() => ({ showSaveDialog: vi.fn() }));
vi.mock('electron', () => ({ dialog: shell }));
const { savePictureFile } = await import('./picture-file.ts');

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
const save = (bytes = png) => savePictureFile({} as never, 7 as CaseId, bytes);
let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-picture-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('writes the picture where the person says, as a PNG', async () => {
  shell.showSaveDialog.mockResolvedValue({ canceled: false, filePath: path.join(folder, 'film') });
  expect(await save()).toBe(true);
  expect(new Uint8Array(readFileSync(path.join(folder, 'film.png')))).toEqual(png);
});

it('suggests a name without any patient text, and writes nothing when it is cancelled', async () => {
  shell.showSaveDialog.mockResolvedValue({ canceled: true, filePath: '' });
  expect(await save()).toBe(false);
  expect(shell.showSaveDialog.mock.lastCall![1].defaultPath).toMatch(/^picture-\d{4}-\d\d-\d\d-7\.png$/);
});

it('refuses what is no PNG, and says when a place can’t be written', async () => {
  await expect(save(Uint8Array.of(0x4d, 0x5a))).rejects.toThrow('call-malformed');
  shell.showSaveDialog.mockResolvedValue({ canceled: false, filePath: path.join(folder, 'gone', 'film.png') });
  await expect(save()).rejects.toThrow('output-unwritable');
});
