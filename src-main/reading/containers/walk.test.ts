import fc from 'fast-check';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discOf, dicomdirFile } from './dicomdir.fixture.ts';
import { parseLocator } from './locator.ts';
import { filesUnder, type Found } from './walk.ts';
import { zipFile } from './zip.fixture.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'skiagraph-walk-'))));
afterEach(() => rmSync(root, { recursive: true }));

const put = (name: string, content: Uint8Array | string = 'x') => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
};

async function found(...roots: string[]): Promise<Found[]> {
  const all: Found[] = [];
  for await (const each of filesUnder(roots)) all.push(each);
  return all;
}

/** What a walk says, each in a line: the name below the root, its fault, and `beside` for what a disc does not name. */
async function walked(...roots: string[]): Promise<string[]> {
  return (await found(...roots)).map(({ locator, fault, incidental }) => {
    const { file, entry } = parseLocator(locator);
    const name = relative(root, file).replaceAll('\\', '/') + (entry === null ? '' : `//${entry}`);
    return [name, fault?.code, incidental && 'beside'].filter(Boolean).join(' ');
  });
}

describe('a folder', () => {
  it('is walked in order, its own files before its subfolders', async () => {
    for (const name of ['b.dcm', 'a/2', 'a/1', 'a.dcm', 'c/d/deep']) put(name);
    expect(await walked(root)).toEqual(['a.dcm', 'b.dcm', 'a/1', 'a/2', 'c/d/deep']);
  });

  it('hides what is hidden, what discs start by themselves, and what lies behind links', async () => {
    for (const name of ['film.dcm', '.hidden', '.cache/film.dcm', 'AUTORUN.INF', 'Thumbs.db', '.DS_Store']) put(name);
    for (const name of ['__MACOSX/film.dcm', 'System Volume Information/x', '$RECYCLE.BIN/x.dcm']) put(name);
    const elsewhere = mkdtempSync(join(tmpdir(), 'skiagraph-elsewhere-'));
    writeFileSync(join(elsewhere, 'other.dcm'), 'x');
    symlinkSync(elsewhere, join(root, 'link'));
    symlinkSync(join(elsewhere, 'other.dcm'), join(root, 'link.dcm'));
    expect(await walked(root, join(root, 'link'))).toEqual(['film.dcm']);
    rmSync(elsewhere, { recursive: true });
  });

  it('is not entered deeper than 32 levels, and says so', async () => {
    const levels = Array.from({ length: 40 }, (_, i) => `d${i}`);
    for (const depth of [31, 32, 33]) put([...levels.slice(0, depth), `at${depth}`].join('/'));
    const all = await found(root);
    expect(all.map(({ locator, fault }) => `${basename(locator)} ${fault?.code}`)).toEqual([
      'at31 undefined',
      'at32 undefined',
      'd32 folder-limit',
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('that cannot be read is named', async () => {
    put('closed/film.dcm');
    chmodSync(join(root, 'closed'), 0);
    expect(await walked(root)).toEqual(['closed folder-unreadable']);
    chmodSync(join(root, 'closed'), 0o700);
  });

  it('may be a file, and one that is missing is named, so that its absence is told', async () => {
    put('film.dcm');
    expect(await walked(join(root, 'film.dcm'), `${root}//gone.dcm`)).toEqual(['film.dcm', 'gone.dcm']);
  });

  it('keeps a header and its voxels together', async () => {
    for (const name of ['a.hdr', 'a.img', 'B.HDR', 'B.IMG', 'other.img', 'lonely.hdr']) put(name);
    expect(await walked(root)).toEqual(['B.HDR', 'a.hdr', 'lonely.hdr', 'other.img']);
  });

  it('gives everything once and in the same order every time, whatever lies in it', async () => {
    const name = fc.constantFrom('a', 'B', 'c.dcm', 'd e', '患者', 'z.hdr', 'z.img', 'DICOMDIR', 'Thumbs.db', '.h');
    const tree = fc.uniqueArray(
      fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
      { maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(tree, async (names) => {
        rmSync(root, { recursive: true });
        mkdirSync(root);
        // a name can't be a file and a folder
        const files = names.filter((one) => !names.some((other) => other.startsWith(`${one}/`)));
        for (const file of files) put(file);
        const once = await walked(root);
        expect(await walked(root)).toEqual(once);
        expect(new Set(once).size).toBe(once.length);
        const hidden = (file: string) => /(^|\/)(\.h|Thumbs\.db)(\/|$)/.test(file);
        const partner = (file: string) => file.endsWith('z.img') && files.includes(file.replace(/img$/, 'hdr'));
        const wanted = files.filter((file) => !hidden(file) && !partner(file));
        expect(once.map((line) => line.replace(/ not-an-image$/, '')).sort()).toEqual(wanted.sort());
      }),
      { numRuns: 60 },
    );
  });
});

describe('an archive', () => {
  const zip = zipFile([
    { name: 'DICOM/IM2', content: 'x' },
    { name: 'DICOM/IM1', content: 'x', deflated: true },
    { name: 'inner.zip', content: zipFile([{ name: 'a' }]) },
    { name: '__MACOSX/DICOM/._IM1', content: 'x' },
  ]);

  it('inside a stick’s folder is walked in its place, the archives in it are not', async () => {
    put('a.dcm');
    put('b.zip', zip);
    put('c.dcm');
    expect(await walked(root)).toEqual([
      'a.dcm',
      'b.zip//DICOM/IM2',
      'b.zip//DICOM/IM1',
      'b.zip//inner.zip zip-nested',
      'c.dcm',
    ]);
  });

  it('may be a root itself, of any name', async () => {
    put('download', zip);
    expect(await walked(join(root, 'download'))).toHaveLength(3);
  });

  it('six deep is opened once (29)', async () => {
    let inner = zipFile([{ name: 'film.dcm', content: 'x' }]);
    for (let depth = 0; depth < 5; depth++) inner = zipFile([{ name: 'inner.zip', content: inner }]);
    put('six.zip', inner);
    expect(await walked(root)).toEqual(['six.zip//inner.zip zip-nested']);
  });

  it('that is refused costs itself and no other file', async () => {
    put('a.dcm');
    put('b.zip', zipFile([{ name: '../x', content: 'x' }]));
    put('c.zip', 'no archive at all');
    put('d.dcm');
    expect(await walked(root)).toEqual(['a.dcm', 'b.zip zip-path-escape', 'c.zip zip-corrupt', 'd.dcm']);
  });

  it('with a disc in it names what is missing', async () => {
    const disc = zipFile([
      { name: 'CD/DICOMDIR', content: discOf(['IMAGES\\IM1', 'IMAGES\\IM2']) },
      { name: 'CD/images/im1', content: 'x' },
      { name: 'CD/viewer.exe', content: 'x' },
      { name: 'other.dcm', content: 'x' },
    ]);
    put('disc.zip', disc);
    expect(await walked(root)).toEqual([
      'disc.zip//CD/images/im1',
      'disc.zip//CD/viewer.exe beside',
      'disc.zip//other.dcm',
      'disc.zip//CD/IMAGES/IM2 dicomdir-file-missing',
    ]);
  });
});

describe('a disc', () => {
  beforeEach(() => {
    for (const name of ['images/im1', 'images/im2', 'images/new', 'viewer/run.exe']) put(name);
    put('DICOMDIR', discOf(['IMAGES\\IM2', 'IMAGES\\IM1', 'IMAGES\\IM3']));
  });

  it('in a folder is read whole; what its directory does not name is beside it, what it names in vain is missing', async () => {
    put('elsewhere.txt');
    expect(await walked(root)).toEqual([
      'elsewhere.txt beside',
      'images/im1',
      'images/im2',
      'images/new beside',
      'viewer/run.exe beside',
      'IMAGES/IM3 dicomdir-file-missing',
    ]);
  });

  it('opened by its directory gives the files that it names, in its order', async () => {
    expect(await walked(join(root, 'DICOMDIR'))).toEqual([
      'images/im2',
      'images/im1',
      'IMAGES/IM3 dicomdir-file-missing',
    ]);
  });

  it('among other folders ends where its folder ends', async () => {
    rmSync(root, { recursive: true });
    put('a/DICOMDIR', discOf(['IM1', 'SUB\\IM2']));
    for (const name of ['a/im1', 'a/x', 'a/sub/im2', 'a/sub/y', 'b/im1']) put(name);
    expect(await walked(root)).toEqual(['a/im1', 'a/x beside', 'a/sub/im2', 'a/sub/y beside', 'b/im1']);
  });

  it('whose directory climbs out or runs in a circle (32) has its files read all the same', async () => {
    for (const [directory, code] of [
      [discOf(['..\\..\\X']), 'dicomdir-path-escape'],
      [dicomdirFile([{ type: 'PATIENT', next: 1 }]), 'dicomdir-loop'],
    ] as const) {
      put('DICOMDIR', directory);
      expect(await walked(root)).toEqual([
        `DICOMDIR ${code}`,
        'images/im1',
        'images/im2',
        'images/new',
        'viewer/run.exe',
      ]);
      expect(await walked(join(root, 'DICOMDIR'))).toEqual([`DICOMDIR ${code}`]);
    }
  });

  it('never leads out of its folder through a link', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'skiagraph-elsewhere-'));
    writeFileSync(join(elsewhere, 'im4'), 'x');
    symlinkSync(elsewhere, join(root, 'linked'));
    put('DICOMDIR', discOf(['LINKED\\IM4']));
    expect(await walked(join(root, 'DICOMDIR'))).toEqual(['LINKED/IM4 dicomdir-file-missing']);
    rmSync(elsewhere, { recursive: true });
  });
});
