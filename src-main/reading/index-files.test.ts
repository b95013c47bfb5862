import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import type { IndexEvent } from './calls.ts';
import { dicomFile, filmElements } from './dicom/fixture.ts';
import { indexFiles } from './index-files.ts';
import { jpegFile } from './pictures/jpeg.fixture.ts';

let root: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'skiagraph-index-'));
  mkdirSync(join(root, 'sub'));
  writeFileSync(join(root, 'a.dcm'), dicomFile(filmElements(3, 4, new Uint8Array(12))));
  writeFileSync(join(root, 'b.dcm'), 'only words');
  writeFileSync(join(root, 'c.png'), await jpegFile(64, 64, new Uint8Array(4096)));
  writeFileSync(join(root, 'sub', 'd.dcm'), '');
});
afterEach(() => rmSync(root, { recursive: true }));

const go = () => false;
async function events(options: Parameters<typeof indexFiles>[2]) {
  const heard: IndexEvent[] = [];
  const totals = await indexFiles([root], (event) => heard.push(event), options);
  const files = heard.flatMap((event) =>
    event.kind === 'found' ? [] : [[basename(event.path), event.kind === 'failed' ? event.error.code : 'read']],
  );
  return { heard, files, totals };
}

describe('indexing', () => {
  it('tells of every file in order, and one bad file stops nothing', async () => {
    const { files, totals, heard } = await events({ cancelled: go });
    expect(files).toEqual([
      ['a.dcm', 'read'],
      ['b.dcm', 'not-an-image'],
      ['c.png', 'read'],
      ['d.dcm', 'not-an-image'],
    ]);
    expect(totals).toEqual({ found: 4, read: 2, failed: 2 });
    expect(heard).toContainEqual({ kind: 'found', found: 4 });
  });

  it('describes in full, with the file’s size and hash', async () => {
    const { heard } = await events({ cancelled: go });
    for (const event of heard) {
      if (event.kind === 'instance') expect(InstanceDescription.parse(event.description)).toEqual(event.description);
    }
  });

  it('goes on behind the file that took the process down, and blames it', async () => {
    const { files } = await events({ skip: 1, blame: 'reader-crashed', cancelled: go });
    expect(files).toEqual([
      ['b.dcm', 'reader-crashed'],
      ['c.png', 'read'],
      ['d.dcm', 'not-an-image'],
    ]);
  });

  it('stops after the file in hand when it is cancelled', async () => {
    let asked = 0;
    const { files } = await events({ cancelled: () => ++asked > 6 });
    expect(files.length).toBeLessThan(4);
  });
});
