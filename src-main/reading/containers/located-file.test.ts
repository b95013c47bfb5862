import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryLocator } from './locator.ts';
import { hashFile, openFile, openLocated, stampOf } from './located-file.ts';
import { zipFile } from './zip.fixture.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'skiagraph-located-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
function put(name: string, content: Uint8Array | string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a file', () => {
  it('is opened with its size, time and the SHA-256 of all of it', async () => {
    const path = put('abc', 'abc');
    const file = await openFile(path);
    expect(file).toMatchObject({ size: 3, modifiedMs: statSync(path).mtimeMs, sha256: ABC });
    expect([...(await file.source.read(1, 2))]).toEqual([98, 99]);
  });

  it('that is larger than what is kept in memory is hashed and read in pieces', async () => {
    const content = new Uint8Array(65 * 2 ** 20).fill(7);
    const path = put('large', content);
    let signs = 0;
    const file = await openFile(path, () => signs++);
    expect(signs).toBeGreaterThan(0);
    expect(file.sha256).toBe(sha256(content));
    expect((await file.source.read(64 * 2 ** 20, 16)).length).toBe(16);
    await expect(file.source.read(65 * 2 ** 20 - 1, 2)).rejects.toThrow('dicom-truncated');
    await file.source.close();
  });

  it('is opened for its header without being hashed, and hashed later', async () => {
    const content = new Uint8Array(100_000).map((_, i) => i);
    const path = put('header', content);
    const file = await openLocated(path);
    expect(file.sha256).toBeNull();
    expect(await file.source.read(32_700, 200)).toEqual(content.slice(32_700, 32_900));
    await file.source.close();
    expect(await hashFile(path, file)).toBe(sha256(content));
  });

  it('that is another one when it is hashed is not taken for the one whose header was read', async () => {
    const path = put('changing', new Uint8Array(50_000));
    const { source, ...stamp } = await openLocated(path);
    await source.close();
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    await expect(hashFile(path, stamp)).rejects.toThrow('source-changed');
    truncateSync(path, 10);
    await expect(hashFile(path, stamp)).rejects.toThrow('source-changed');
  });

  it('that shrinks while it is open has changed', async () => {
    const path = put('shrinking', new Uint8Array(50_000));
    const { source } = await openLocated(path);
    truncateSync(path, 100);
    await expect(source.read(40_000, 100)).rejects.toThrow('source-changed');
    await source.close();
  });

  it('that is not there is gone, as is a folder', async () => {
    mkdirSync(join(folder, 'sub'));
    for (const path of [join(folder, 'nothing'), join(folder, 'sub')]) {
      await expect(openFile(path)).rejects.toThrow('source-gone');
      await expect(openLocated(path)).rejects.toThrow('source-gone');
    }
    await expect(stampOf(join(folder, 'nothing'))).rejects.toThrow('source-gone');
  });
});

describe('an archive’s entry', () => {
  it('is opened, hashed and stamped as a file is', async () => {
    const archive = put('a.zip', zipFile([{ name: 'x/abc', content: 'abc', deflated: true }]));
    const locator = entryLocator(archive, 'x/abc');
    const stamp = { size: 3, modifiedMs: statSync(archive).mtimeMs };
    expect(await openFile(locator)).toMatchObject({ ...stamp, sha256: ABC });
    expect(await openLocated(locator)).toMatchObject({ ...stamp, sha256: ABC });
    expect(await stampOf(locator)).toEqual(stamp);
    await expect(stampOf(entryLocator(archive, 'y'))).rejects.toThrow('source-gone');
    await expect(openFile(entryLocator(join(folder, 'no.zip'), 'y'))).rejects.toThrow('source-gone');
  });
});

describe('a header and its voxels', () => {
  it('are one file: read, hashed and stamped together', async () => {
    const header = put('pair.hdr', 'abc');
    const voxels = put('pair.img', 'defghi');
    utimesSync(voxels, new Date(), new Date(Date.now() + 60_000));
    const stamp = { size: 9, modifiedMs: statSync(voxels).mtimeMs };
    for (const open of [openFile, openLocated]) {
      const { source, size, modifiedMs } = await open(header);
      expect({ size, modifiedMs }).toEqual(stamp);
      expect(source.secondAt).toBe(3);
      expect(new TextDecoder().decode(await source.read(2, 3))).toBe('cde');
      expect(new TextDecoder().decode(await source.read(4, 5))).toBe('efghi');
      await source.close();
    }
    expect(await stampOf(header)).toEqual(stamp);
    expect(await hashFile(header, stamp)).toBe(sha256(new TextEncoder().encode('abcdefghi')));
  });
});
