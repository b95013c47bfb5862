import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'skiagraph-folders-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

const codeOf = (work: () => void) => {
  try {
    work();
    return 'made';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
};

describe('a folder', () => {
  it('is made with all that is missing above it, and made again without harm', () => {
    const deep = path.join(root, 'a', 'b', 'c');
    makeFolder(deep);
    fs.writeFileSync(path.join(deep, 'kept'), '');
    makeFolder(deep);
    makeFolder(path.parse(root).root);
    expect(fs.readdirSync(deep)).toEqual(['kept']);
  });

  it('is refused where a file stands in its place or above it', () => {
    const file = path.join(root, 'file');
    fs.writeFileSync(file, '');
    expect(codeOf(() => makeFolder(file))).toBe('EEXIST');
    expect(codeOf(() => makeFolder(path.join(file, 'below')))).toBe('ENOTDIR');
  });

  it.skipIf(process.platform !== 'linux')('is refused at once where the system makes none', () => {
    for (const place of ['/proc/nope', '/proc/no/such/place']) expect(codeOf(() => makeFolder(place))).toBe('ENOENT');
  });

  it('may stand behind a link', () => {
    fs.symlinkSync(path.join(root, 'a'), path.join(root, 'link'), 'junction');
    makeFolder(path.join(root, 'link', 'new'));
    expect(fs.existsSync(path.join(root, 'a', 'new'))).toBe(true);
  });
});
