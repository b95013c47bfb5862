import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepFile, keepFileUnderFreeName, type FileSystem } from './keep-file.ts';

const { open, link, rename, unlink } = fs;
const REAL: FileSystem = { open, link, rename, unlink, platform: process.platform };
const BYTES = new TextEncoder().encode('%PDF-1.4 report');

function failing(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

describe('keepFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'keep-file-'));
  });
  afterEach(() => fs.rm(folder, { recursive: true }));

  it('writes the bytes, answers their hash and leaves nothing else behind', async () => {
    const sha256 = await keepFile(folder, 'report.pdf', BYTES);
    expect(sha256).toBe(createHash('sha256').update(BYTES).digest('hex'));
    expect(await fs.readdir(folder)).toEqual(['report.pdf']);
    expect(new Uint8Array(await fs.readFile(path.join(folder, 'report.pdf')))).toEqual(BYTES);
  });

  it('never replaces a file that is there', async () => {
    await fs.writeFile(path.join(folder, 'report.pdf'), 'signed before');
    for (const system of [REAL, { ...REAL, link: failing('EPERM') }]) {
      await expect(keepFile(folder, 'report.pdf', BYTES, system)).rejects.toMatchObject({ code: 'EEXIST' });
    }
    expect(await fs.readFile(path.join(folder, 'report.pdf'), 'utf8')).toBe('signed before');
    expect(await fs.readdir(folder)).toEqual(['report.pdf']);
  });

  it('keeps the file where the file system has no links', async () => {
    await keepFile(folder, 'report.pdf', BYTES, { ...REAL, link: failing('EOPNOTSUPP') });
    expect(await fs.readdir(folder)).toEqual(['report.pdf']);
    expect((await fs.stat(path.join(folder, 'report.pdf'))).size).toBe(BYTES.length);
  });

  it('syncs the file before it gets its name, and the folder after', async () => {
    const steps: string[] = [];
    const watched: FileSystem = {
      ...REAL,
      open: (async (...given: Parameters<typeof open>) => {
        const handle = await open(...given);
        const sync = handle.sync.bind(handle);
        const what = given[0] === folder ? 'folder' : 'file';
        handle.sync = () => {
          steps.push(`sync ${what}`);
          return sync();
        };
        return handle;
      }) as typeof open,
      link: (from, to) => {
        steps.push('name');
        return link(from, to);
      },
    };
    await keepFile(folder, 'report.pdf', BYTES, watched);
    expect(steps).toEqual(['sync file', 'name', 'sync folder']);
  });

  it('waits for whoever holds a fresh file on Windows', async () => {
    let held = 2;
    await keepFile(folder, 'report.pdf', BYTES, {
      ...REAL,
      platform: 'win32',
      link: failing('EPERM'),
      rename: (from, to) => (held-- > 0 ? failing('EBUSY')() : rename(from, to)),
    });
    expect(await fs.readdir(folder)).toEqual(['report.pdf']);
  });

  it('says which promise of the storage broke and leaves nothing behind', async () => {
    const fullWhile = (code: string): FileSystem => ({
      ...REAL,
      open: (async (...given: Parameters<typeof open>) => {
        const handle = await open(...given);
        handle.writeFile = failing(code);
        return handle;
      }) as typeof open,
    });
    await expect(keepFile(folder, 'report.pdf', BYTES, fullWhile('ENOSPC'))).rejects.toThrow('disk-full');
    await expect(keepFile(folder, 'report.pdf', BYTES, { ...REAL, open: failing('EROFS') })).rejects.toThrow(
      'log-read-only',
    );
    const unnamed = { ...REAL, link: failing('EPERM'), rename: failing('EACCES') };
    await expect(keepFile(folder, 'report.pdf', BYTES, unnamed)).rejects.toThrow('log-read-only');
    expect(await fs.readdir(folder)).toEqual([]);
  });
});

describe('keepFileUnderFreeName', () => {
  it('passes by names that a crash has left taken', async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'keep-file-'));
    const nameOf = (count: number) => `report-${count}.pdf`;
    await fs.writeFile(path.join(folder, nameOf(1)), 'left over');
    const kept = await keepFileUnderFreeName(folder, nameOf, BYTES);
    expect(kept.name).toBe('report-2.pdf');
    await fs.rm(folder, { recursive: true });
  });
});
