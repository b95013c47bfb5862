import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import type { IndexProgress } from './calls.ts';
import { dicomFile, filmElements } from './dicom/fixture.ts';
import { indexFiles } from './index-files.ts';
import { jpegFile } from './pictures/jpeg.fixture.ts';
import { Turns } from './turns.ts';

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
  const heard: IndexProgress[] = [];
  const totals = await indexFiles([root], (event) => heard.push(event), options);
  const files = heard.flatMap((event) =>
    event.kind === 'found' || event.kind === 'started'
      ? []
      : [[basename(event.path), event.kind === 'failed' ? event.error.code : 'read']],
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

  it('names each file before it is opened', async () => {
    const { heard } = await events({ cancelled: go });
    const told = heard.flatMap((event) => (event.kind === 'found' ? [] : [`${event.kind} ${basename(event.path)}`]));
    expect(told.slice(0, 4)).toEqual(['started a.dcm', 'instance a.dcm', 'started b.dcm', 'failed b.dcm']);
  });

  it('goes on behind what is done, with the file under suspicion first, and alone', async () => {
    const turns = new Turns();
    let letGo: () => void = () => undefined;
    const decoding = turns.shared(() => new Promise<void>((resolve) => (letGo = resolve)));
    const heard: IndexProgress[] = [];
    const suspect = join(root, 'b.dcm');
    const done = indexFiles([root], (event) => heard.push(event), { skip: 1, suspect, turns, cancelled: go });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toEqual([]);
    letGo();
    await decoding;
    expect(await done).toEqual({ found: 4, read: 1, failed: 2 });
    const told = heard.map((event) => (event.kind === 'found' ? 'found' : `${event.kind} ${basename(event.path)}`));
    expect(told).toEqual([
      'started b.dcm',
      'failed b.dcm',
      'found',
      'started c.png',
      'instance c.png',
      'started d.dcm',
      'failed d.dcm',
    ]);
  });

  it('stops after the file in hand when it is cancelled', async () => {
    let asked = 0;
    const { files } = await events({ cancelled: () => ++asked > 6 });
    expect(files.length).toBeLessThan(4);
  });
});
