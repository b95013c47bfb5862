import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesUnder } from './folder.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'skiagraph-folder-'))));
afterEach(() => rmSync(root, { recursive: true }));

const put = (...path: string[]) => {
  mkdirSync(join(root, ...path.slice(0, -1)), { recursive: true });
  writeFileSync(join(root, ...path), 'x');
};

async function walked(...roots: string[]): Promise<string[]> {
  const files: string[] = [];
  for await (const file of filesUnder(roots)) files.push(relative(root, file).replaceAll('\\', '/'));
  return files;
}

describe('a folder', () => {
  it('is walked in order, its own files before its subfolders', async () => {
    for (const path of [['b.dcm'], ['a', '2'], ['a', '1'], ['a.dcm'], ['c', 'd', 'deep']]) put(...path);
    expect(await walked(root)).toEqual(['a.dcm', 'b.dcm', 'a/1', 'a/2', 'c/d/deep']);
  });

  it('hides what is hidden, what discs start by themselves, and what lies behind links', async () => {
    put('film.dcm');
    put('.hidden');
    put('.cache', 'film.dcm');
    put('AUTORUN.INF');
    put('Thumbs.db');
    const elsewhere = mkdtempSync(join(tmpdir(), 'skiagraph-elsewhere-'));
    writeFileSync(join(elsewhere, 'other.dcm'), 'x');
    symlinkSync(elsewhere, join(root, 'link'));
    symlinkSync(join(elsewhere, 'other.dcm'), join(root, 'link.dcm'));
    expect(await walked(root)).toEqual(['film.dcm']);
    rmSync(elsewhere, { recursive: true });
  });

  it('is not entered deeper than 32 levels', async () => {
    const levels = Array.from({ length: 40 }, (_, i) => `d${i}`);
    for (const depth of [31, 32, 33]) put(...levels.slice(0, depth), `at${depth}`);
    expect((await walked(root)).map((path) => path.split('/').at(-1))).toEqual(['at31', 'at32']);
  });

  it('may be a file, and one that is missing is named, so that its absence is told', async () => {
    put('film.dcm');
    expect(await walked(join(root, 'film.dcm'), join(root, 'gone.dcm'))).toEqual(['film.dcm', 'gone.dcm']);
  });
});
