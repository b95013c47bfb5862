import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipDirectory } from './zip-directory.ts';
import { openZipEntry } from './zip-entry.ts';
import { zipFile, type ZipFixtureEntry } from './zip.fixture.ts';

let folder: string;
let count = 0;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'skiagraph-zip-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function archive(entries: readonly ZipFixtureEntry[]): string {
  const path = join(folder, `${count++}.zip`);
  writeFileSync(path, zipFile(entries));
  return path;
}
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

describe('an entry', () => {
  it('is read whole or in pieces, with its size, the archive’s time and its own hash', async () => {
    const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);
    for (const deflated of [true, false]) {
      const path = archive([
        { name: 'x', content: 'before' },
        { name: 'dir/film.dcm', content, deflated },
      ]);
      const entry = await openZipEntry(path, 'dir/film.dcm');
      expect(entry).toMatchObject({ size: 300_000, sha256: sha256(content), renamed: false });
      expect(entry.modifiedMs).toBe(statSync(path).mtimeMs);
      expect(await entry.source.read(299_000, 1000)).toEqual(content.slice(299_000));
      await expect(entry.source.read(299_000, 1001)).rejects.toThrow('dicom-truncated');
      await entry.source.close();
    }
  });

  it('comes out as it went in, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), fc.boolean(), async (content, deflated) => {
        const { source, sha256: hash } = await openZipEntry(archive([{ name: 'a', content, deflated }]), 'a');
        expect(await source.read(0, source.size)).toEqual(content);
        expect(hash).toBe(sha256(content));
      }),
      { numRuns: 40 },
    );
  });

  it('that is large is read where it lies, or from a file without a name, and leaves nothing behind', async () => {
    const size = 65 * 2 ** 20;
    const content = new Uint8Array(size);
    for (let i = 0; i < size; i += 128) content[i] = (i >> 7) % 255;
    for (const deflated of [true, false]) {
      let signs = 0;
      const entry = await openZipEntry(archive([{ name: 'large', content, deflated }]), 'large', () => signs++);
      expect(signs).toBeGreaterThan(1);
      expect(entry.sha256).toBe(sha256(content));
      expect(await entry.source.read(size - 1000, 1000)).toEqual(content.slice(-1000));
      await entry.source.close();
      await expect(entry.source.read(size - 1, 1)).rejects.toThrow('source-gone');
    }
    expect(readdirSync(tmpdir()).filter((name) => /^skiagraph-[0-9a-f]{8}-[0-9a-f]{4}-/.test(name))).toEqual([]);
  });

  it('that is not there is gone', async () => {
    await expect(openZipEntry(archive([{ name: 'a', content: 'x' }]), 'b')).rejects.toThrow('source-gone');
  });

  it('whose name was changed says so, and is found by the name that is shown', async () => {
    const path = archive([
      { name: 'a.dcm', content: 'one' },
      { name: 'A.dcm', content: 'two' },
    ]);
    const [, twin] = [...(await zipDirectory(path)).entries.keys()];
    const entry = await openZipEntry(path, twin as string);
    expect([entry.renamed, new TextDecoder().decode(await entry.source.read(0, 3))]).toEqual([true, 'two']);
  });

  it('is another one when the archive was replaced by another', async () => {
    const path = archive([{ name: 'a', content: 'one' }]);
    await openZipEntry(path, 'a');
    writeFileSync(path, zipFile([{ name: 'a', content: 'four' }]));
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect((await openZipEntry(path, 'a')).size).toBe(4);
  });
});

describe('an entry that lies', () => {
  const opening = (entry: Omit<ZipFixtureEntry, 'name'>) => openZipEntry(archive([{ ...entry, name: 'a' }]), 'a');

  it('about being small is unpacked no further than it said (28)', async () => {
    await expect(opening({ content: new Uint8Array(2 ** 20), deflated: true, size: 10 })).rejects.toThrow(
      'zip-size-lie',
    );
    const large = 65 * 2 ** 20;
    const content = new Uint8Array(large + 2 ** 21);
    for (let i = 0; i < content.length; i += 128) content[i] = (i >> 7) % 255;
    await expect(opening({ content, deflated: true, size: large })).rejects.toThrow('zip-size-lie');
  });

  it('about being large is refused (28)', async () => {
    await expect(opening({ content: 'ten bytes!', deflated: true, size: 1000 })).rejects.toThrow('zip-size-lie');
  });

  it('in its own header is refused (28)', async () => {
    await expect(opening({ content: 'ten bytes!', ownSizes: [10, 11] })).rejects.toThrow('zip-size-lie');
  });

  it('about its sum is corrupt, and so is one that is no deflate stream (30)', async () => {
    await expect(opening({ content: 'x', crc32: 1 })).rejects.toThrow('zip-corrupt');
    await expect(opening({ content: Uint8Array.of(7, 255, 255, 3), method: 8, size: 40 })).rejects.toThrow(
      'zip-corrupt',
    );
  });

  it('never makes anything but a code, wherever a byte of it is changed', async () => {
    const good = zipFile([
      { name: 'one.dcm', content: 'some content, some content', deflated: true },
      { name: 'two.dcm', content: 'stored' },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, byte) => {
        const path = join(folder, `${count++}.zip`);
        writeFileSync(path, good.with(at, byte));
        const codes: unknown[] = [];
        const read = await zipDirectory(path).catch((error: unknown) => void codes.push(error));
        for (const name of read?.entries.keys() ?? []) {
          await openZipEntry(path, name).catch((error: unknown) => void codes.push(error));
        }
        for (const error of codes) expect(String(error)).toMatch(/^CodedError: (zip-|source-)/);
        rmSync(path);
      }),
      { numRuns: 300 },
    );
  });
});
