import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import type { IndexProgress, SettledFile } from './calls.ts';
import { discOf } from './containers/dicomdir.fixture.ts';
import { zipFile } from './containers/zip.fixture.ts';
import { describeFile } from './describe-file.ts';
import { dicomFile, filmElements } from './dicom/fixture.ts';
import { indexFiles, type IndexOptions } from './index-files.ts';
import { MOST_IN_HAND } from './index-limits.ts';
import { WORK_HERE, type IndexWork } from './index-work.ts';
import { jpegFile } from './pictures/jpeg.fixture.ts';
import { RunningIndex } from './running-index.ts';
import { Turns } from './turns.ts';

let root: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'skiagraph-index-'));
  put('a.dcm', filmOf(1));
  put('b.dcm', 'only words');
  put('c.png', await jpegFile(64, 64, new Uint8Array(4096)));
  put('sub/d.dcm', '');
});
afterEach(() => rmSync(root, { recursive: true }));

/** A film whose pixels fill 64 KiB, so that its hash is more than its header. */
const filmOf = (n: number) =>
  dicomFile(
    filmElements(256, 256, new Uint8Array(65_536).fill(n), { '00080018': { vr: 'UI', value: `1.2.826.0.1.${n}` } }),
  );
function put(name: string, content: Uint8Array | string): void {
  mkdirSync(join(root, name, '..'), { recursive: true });
  writeFileSync(join(root, name), content);
}

async function index(options: IndexOptions = {}, heard: IndexProgress[] = []) {
  const totals = await indexFiles([root], (event) => heard.push(event), options);
  const settled = heard.flatMap((event) => (event.kind === 'settled' ? event.files : []));
  return { heard, totals, settled, files: settled.map((file) => [basename(file.path), endOf(file)]) };
}
const endOf = (file: SettledFile) =>
  'error' in file ? file.error.code : 'passed' in file ? file.passed : file.sha256.length === 64 ? 'read' : '?';

/** Work whose parts end when the test says so. */
function stage(): IndexWork & { waiting: { paths: readonly string[]; go: () => void }[] } {
  const waiting: { paths: readonly string[]; go: () => void }[] = [];
  const turn = (paths: readonly string[]) => new Promise<void>((go) => waiting.push({ paths, go }));
  return {
    waiting,
    parallel: 2,
    headers: async (paths) => {
      await turn(paths);
      return WORK_HERE.headers(paths);
    },
    hashes: async (files, first) => {
      await turn(files.map(({ path }) => path));
      return WORK_HERE.hashes(files, first);
    },
  };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('indexing', () => {
  it('settles every file in the order of the walk, and one bad file stops nothing', async () => {
    const { files, totals, heard } = await index();
    expect(files).toEqual([
      ['a.dcm', 'read'],
      ['b.dcm', 'not-an-image'],
      ['c.png', 'read'],
      ['d.dcm', 'not-an-image'],
    ]);
    expect(totals).toEqual({ found: 4, read: 2, failed: 2 });
    expect(heard.at(-1)).toEqual({ kind: 'found', found: 4 });
  });

  it('describes in full, with the file’s size and hash, as a file that is described alone', async () => {
    const { heard, settled } = await index();
    const described = heard.flatMap((event) => (event.kind === 'described' ? event.files : []));
    expect(described).toHaveLength(2);
    for (const { at, path, modifiedMs, description } of described) {
      const ended = settled.find((file) => file.at === at);
      const whole = { ...description, fileSha256: ended && 'sha256' in ended ? ended.sha256 : '' };
      expect(InstanceDescription.parse(whole)).toEqual(whole);
      expect({ modifiedMs, description: whole }).toEqual(await describeFile(path));
    }
  });

  it('tells of the first file before it has seen the last', async () => {
    for (let i = 0; i < 300; i++) put(`many/${String(i).padStart(3, '0')}.txt`, 'words');
    const work = stage();
    const heard: IndexProgress[] = [];
    const done = index({ work }, heard);
    const asked = () => work.waiting.map(({ paths }) => paths.map((path) => basename(path)));
    await vi.waitFor(() => expect(asked()).toContainEqual(['a.dcm']));
    work.waiting.shift()?.go();
    const told = () => heard.flatMap((event) => (event.kind === 'described' ? event.files : []));
    await vi.waitFor(() => expect(told().map(({ path }) => basename(path))).toEqual(['a.dcm']));
    const later = setInterval(() => work.waiting.splice(0).forEach(({ go }) => go()), 1);
    await done;
    clearInterval(later);
  });

  it('never has more than a fixed number of files in hand', async () => {
    for (let i = 0; i < MOST_IN_HAND + 500; i++) put(`many/${i}.txt`, '');
    let asked = 0;
    const release: (() => void)[] = [];
    const work: IndexWork = {
      ...WORK_HERE,
      headers: async (paths) => {
        asked += paths.length;
        await new Promise<void>((resolve) => release.push(resolve));
        return WORK_HERE.headers(paths);
      },
    };
    const done = index({ work });
    await vi.waitFor(() => expect(asked).toBeGreaterThan(MOST_IN_HAND - 40), { timeout: 30_000 });
    await soon();
    expect(asked).toBeLessThanOrEqual(MOST_IN_HAND);
    const later = setInterval(() => release.splice(0).forEach((go) => go()), 1);
    expect((await done).totals).toMatchObject({ found: MOST_IN_HAND + 504, failed: MOST_IN_HAND + 502 });
    clearInterval(later);
  });

  it('tells many files in few messages', async () => {
    for (let i = 0; i < 1000; i++) put(`many/${i}.txt`, 'words');
    const { heard, settled } = await index();
    expect(settled).toHaveLength(1004);
    expect(heard.length).toBeLessThan(60);
  });

  it('opens archives, and tells what of them is refused', async () => {
    put(
      'z.zip',
      zipFile([
        { name: 'DICOM/IM1', content: filmOf(2) },
        { name: 'inner.zip', content: zipFile([]) },
      ]),
    );
    put('zz.zip', zipFile([{ name: '../x', content: filmOf(3) }]));
    const { files, totals } = await index({ skip: 3 });
    expect(files).toEqual([
      ['IM1', 'read'],
      ['inner.zip', 'zip-nested'],
      ['zz.zip', 'zip-path-escape'],
      ['d.dcm', 'not-an-image'],
    ]);
    expect(totals.found).toBe(7);
  });

  it('finds an archive inside an archive by what it holds, and says when an entry was renamed', async () => {
    const inner = zipFile([{ name: 'x', content: filmOf(2) }]);
    put(
      'z.zip',
      zipFile([
        { name: 'inner', content: inner },
        { name: 'CON.dcm', content: filmOf(2) },
      ]),
    );
    const { files, heard } = await index({ skip: 3 });
    expect(files.slice(0, 2)).toEqual([
      ['inner', 'zip-nested'],
      ['_CON.dcm', 'read'],
    ]);
    const [described] = heard.flatMap((event) => (event.kind === 'described' ? event.files : []));
    expect(described?.description.warnings).toContainEqual({ code: 'zip-name-unsafe', details: {} });
  });

  it('passes over what is no image beside a disc’s directory, and only that', async () => {
    put('DICOMDIR', discOf(['A.DCM', 'B.DCM']));
    put('new.dcm', filmOf(2));
    put('viewer/run.exe', 'MZ');
    const { files, totals } = await index();
    expect(files).toEqual([
      ['a.dcm', 'read'],
      ['b.dcm', 'not-an-image'],
      ['c.png', 'read'],
      ['new.dcm', 'read'],
      ['d.dcm', 'incidental'],
      ['run.exe', 'incidental'],
    ]);
    expect(totals).toEqual({ found: 4, read: 3, failed: 1 });
  });
});

describe('indexing what was read before', () => {
  it('opens nothing that is as it was, and reads again what is not', async () => {
    put('sub/e.dcm', filmOf(2));
    const known = ['a.dcm', 'c.png', 'sub/e.dcm'].map((name) => {
      const { size, mtimeMs } = statSync(join(root, name));
      return { path: join(root, name), size, modifiedMs: mtimeMs };
    });
    utimesSync(join(root, 'c.png'), new Date(), new Date(Date.now() + 5000));
    put('sub/e.dcm', new Uint8Array([...filmOf(2), 0, 0]));
    const opened: string[] = [];
    const work: IndexWork = {
      ...WORK_HERE,
      headers: (paths) => {
        opened.push(...paths.map((path) => basename(path)));
        return WORK_HERE.headers(paths);
      },
    };
    const { files, totals } = await index({ known, work });
    expect(opened).toEqual(['b.dcm', 'c.png', 'd.dcm', 'e.dcm']);
    expect(files[0]).toEqual(['a.dcm', 'unchanged']);
    expect(totals).toEqual({ found: 5, read: 2, failed: 2 });
  });

  it('knows the entries of an archive by its time', async () => {
    put('z.zip', zipFile([{ name: 'IM1', content: filmOf(2) }]));
    const path = `${join(root, 'z.zip')}//IM1`;
    const known = [{ path, size: filmOf(2).length, modifiedMs: statSync(join(root, 'z.zip')).mtimeMs }];
    expect((await index({ known })).files[3]).toEqual(['IM1', 'unchanged']);
    utimesSync(join(root, 'z.zip'), new Date(), new Date(Date.now() + 5000));
    expect((await index({ known })).files[3]).toEqual(['IM1', 'read']);
  });

  it('notices a file that is replaced between its header and its hash', async () => {
    const work: IndexWork = {
      ...WORK_HERE,
      headers: async (paths) => {
        const outcomes = await WORK_HERE.headers(paths);
        if (paths.some((path) => path.endsWith('a.dcm'))) put('a.dcm', filmOf(3).slice(0, -2));
        return outcomes;
      },
    };
    expect((await index({ work })).files[0]).toEqual(['a.dcm', 'source-changed']);
  });
});

describe('hashing', () => {
  it('begins with the file that is told first, alone and before other headers; the rest waits for these', async () => {
    for (let n = 2; n < 9; n++) put(`a-${n}.dcm`, filmOf(n));
    const work = stage();
    const hashed: { names: string[]; first: boolean }[] = [];
    const noting: IndexWork = {
      ...work,
      hashes: (files, first) => {
        hashed.push({ names: files.map(({ path }) => basename(path)), first });
        return work.hashes(files, first);
      },
    };
    const done = index({ work: noting });
    await soon();
    const [one, ...others] = work.waiting.splice(0);
    expect(one!.paths.map((path) => basename(path))).toEqual(['a-2.dcm']);
    // the headers behind the first file's come back before it
    others.forEach(({ go }) => go());
    await soon();
    expect(hashed.map(({ first }) => first)).not.toContain(true);
    one!.go();
    while (!hashed.some(({ first }) => first)) {
      await soon();
      work.waiting.splice(0).forEach(({ go }) => go());
    }
    const timer = setInterval(() => work.waiting.splice(0).forEach(({ go }) => go()), 1);
    await done;
    clearInterval(timer);
    expect(hashed.filter(({ first }) => first)).toEqual([{ names: ['a-2.dcm'], first: true }]);
  });
});

describe('indexing after a crash', () => {
  it('goes on behind what is done, one by one and alone, each named before it is opened', async () => {
    const turns = new Turns();
    let letGo: () => void = () => undefined;
    const decoding = turns.shared(() => new Promise<void>((resolve) => (letGo = resolve)));
    const heard: IndexProgress[] = [];
    const done = index({ skip: 1, careful: 2, turns }, heard);
    await soon();
    expect(heard.filter(({ kind }) => kind !== 'found')).toEqual([]);
    letGo();
    await decoding;
    expect((await done).totals).toEqual({ found: 4, read: 1, failed: 2 });
    const told = heard.flatMap((event) =>
      event.kind === 'found'
        ? []
        : event.kind === 'started'
          ? [`started ${basename(event.path)}`]
          : event.files.map(({ at, path }) => `${event.kind} ${at} ${basename(path)}`),
    );
    expect(told).toEqual([
      'started b.dcm',
      'settled 1 b.dcm',
      'started c.png',
      'described 2 c.png',
      'settled 2 c.png',
      'settled 3 d.dcm',
    ]);
  });

  it('ends the same, wherever it goes on and however carefully', async () => {
    put(
      'z.zip',
      zipFile([
        { name: 'IM1', content: filmOf(2) },
        { name: 'IM2', content: 'x' },
      ]),
    );
    const whole = (await index()).files;
    for (let skip = 0; skip <= whole.length; skip++) {
      for (const careful of [0, 1, 99]) expect((await index({ skip, careful })).files).toEqual(whole.slice(skip));
    }
  });
});

describe('the end in sight', () => {
  it('is told at once where the walk itself came to it, and nothing is walked twice', async () => {
    const work = stage();
    const heard: IndexProgress[] = [];
    const done = index({ work }, heard);
    await soon();
    expect(heard).toEqual([{ kind: 'found', found: 4 }]);
    const timer = setInterval(() => work.waiting.splice(0).forEach(({ go }) => go()), 1);
    await done;
    clearInterval(timer);
  });
});

describe('a running index', () => {
  it('stops after the files in hand when it is cancelled', async () => {
    const running = new RunningIndex();
    const work = stage();
    const done = index({ running, work });
    await soon();
    running.cancel();
    work.waiting.splice(0).forEach(({ go }) => go());
    const { files } = await done;
    expect(files.length).toBeLessThan(4);
    expect(work.waiting).toEqual([]);
  });

  it('rests while it is paused, and goes on where it was', async () => {
    const running = new RunningIndex();
    running.pause(true);
    let asked = 0;
    const work: IndexWork = {
      ...WORK_HERE,
      headers: (paths) => {
        asked += paths.length;
        return WORK_HERE.headers(paths);
      },
    };
    const done = index({ running, work });
    await soon();
    expect(asked).toBe(0);
    running.pause(false);
    expect((await done).files).toHaveLength(4);
  });

  it('ends when it is cancelled while it rests', async () => {
    const running = new RunningIndex();
    running.pause(true);
    const done = index({ running });
    await soon();
    running.cancel();
    expect((await done).files).toEqual([]);
  });

  it('goes on when reading a file fails in a way that nobody foresaw', async () => {
    const failure = { code: 'codec-timeout', details: {} } as const;
    const work: IndexWork = { ...WORK_HERE, hashes: (files) => Promise.resolve(files.map(() => failure)) };
    expect((await index({ work })).files[0]).toEqual(['a.dcm', 'codec-timeout']);
  });
});
