import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { looksLikeZip, zipDirectory } from './zip-directory.ts';
import { zipFile, type ZipFixtureEntry } from './zip.fixture.ts';

let folder: string;
let count = 0;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'skiagraph-zip-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function archive(entries: readonly ZipFixtureEntry[] | Uint8Array): string {
  const path = join(folder, `${count++}.zip`);
  writeFileSync(path, entries instanceof Uint8Array ? entries : zipFile(entries));
  return path;
}
const directoryOf = (...entries: ZipFixtureEntry[]) => zipDirectory(archive(entries));
const refusals = async (...entries: ZipFixtureEntry[]) =>
  [...(await directoryOf(...entries)).entries.values()].map(({ refusal }) => refusal);
const GIB = 2 ** 30;

describe('an archive’s directory', () => {
  it('lists its files in its order, without folders, hidden files and what desktops leave behind', async () => {
    const { entries } = await directoryOf(
      { name: 'b/' },
      { name: 'b/2.dcm', content: 'two', deflated: true },
      { name: 'a.dcm', content: 'one' },
      { name: '.DS_Store', content: 'x' },
      { name: '__MACOSX/b/._2.dcm', content: 'x' },
      { name: 'System Volume Information/x', content: 'x' },
      { name: 'AUTORUN.INF', content: 'x' },
      { name: 'b/.git/config', content: 'x' },
    );
    expect([...entries.keys()]).toEqual(['b/2.dcm', 'a.dcm']);
    expect(entries.get('b/2.dcm')).toMatchObject({ size: 3, deflated: true, renamed: false, refusal: null });
  });

  it('takes backslashes for slashes, as archives of Windows programs have them', async () => {
    expect([...(await directoryOf({ name: 'DICOM\\IM1', content: 'x' })).entries.keys()]).toEqual(['DICOM/IM1']);
  });

  it('is read anew when the archive has changed', async () => {
    const path = archive([{ name: 'a', content: 'x' }]);
    expect([...(await zipDirectory(path)).entries.keys()]).toEqual(['a']);
    writeFileSync(path, zipFile([{ name: 'b', content: 'x' }]));
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect([...(await zipDirectory(path)).entries.keys()]).toEqual(['b']);
  });

  it('may be empty', async () => {
    expect((await directoryOf()).entries.size).toBe(0);
  });

  it('of a file that is not there is gone', async () => {
    await expect(zipDirectory(join(folder, 'nothing.zip'))).rejects.toThrow('source-gone');
  });

  it('is known by its first bytes', () => {
    expect(looksLikeZip(zipFile([{ name: 'a' }]))).toBe(true);
    expect(looksLikeZip(zipFile([]))).toBe(true);
    expect(looksLikeZip(new TextEncoder().encode('PKZIP'))).toBe(false);
  });
});

// Numbers as in the list of bad inputs in the threat model.
describe('an archive that', () => {
  it.each(['../x', 'a/../../x', '/x', 'C:x', 'c:\\x', 'a:/x', '..\\x', '\\\\server\\share\\x', 'a/..'])(
    'writes elsewhere (25: %s) is refused as a whole',
    async (name) => {
      await expect(directoryOf({ name: 'good.dcm', content: 'x' }, { name, content: 'x' })).rejects.toThrow(
        'zip-path-escape',
      );
    },
  );

  it('holds a link, and a file through it (26), is refused as a whole', async () => {
    await expect(
      directoryOf({ name: 'link', content: '/etc', mode: 0o120777 }, { name: 'link/passwd', content: 'x' }),
    ).rejects.toThrow('zip-link');
  });

  it('lets entries share bytes (27) is refused as a whole, whether all of them or a part', async () => {
    const kernel = { name: 'a', content: new Uint8Array(5000), deflated: true };
    await expect(directoryOf(kernel, { ...kernel, name: 'b', sharesDataOf: 0 })).rejects.toThrow('zip-bomb');
    await expect(
      directoryOf({ name: 'a', content: 'x', compressedSize: 60, size: 60 }, { name: 'b', content: 'y'.repeat(80) }),
    ).rejects.toThrow('zip-bomb');
  });

  it('expands more than two hundred times beyond 64 MiB (27) has that entry refused', async () => {
    const size = 65 * 2 ** 20;
    expect(
      await refusals(
        { name: 'bomb', content: new Uint8Array(size / 300), size },
        { name: 'deflated bomb', content: new Uint8Array(size), deflated: true },
        { name: 'small and dense', content: new Uint8Array(2 ** 20), deflated: true },
      ),
    ).toEqual(['zip-size-lie', 'zip-bomb', null]);
  });

  it('states more than 8 GiB or 100,000 entries (27) is refused', async () => {
    const claims = { content: new Uint8Array(3), method: 8, compressedSize: 3 };
    expect(await refusals({ ...claims, name: 'a', size: 4 * GIB - 2 })).toEqual(['zip-size-lie']);
    const many = zipFile([{ name: 'a', content: 'x' }]);
    new DataView(many.buffer).setUint16(many.length - 22 + 10, 0xfffe, true);
    await expect(zipDirectory(archive(many))).rejects.toThrow('zip-corrupt');
    const names = Array.from({ length: 100_001 }, (_, i) => ({ name: `${i}` }));
    const full = zipFile(names);
    // the number of entries does not fit its field: it is stated in a Zip64 record
    await expect(zipDirectory(archive(withZip64Count(full, names.length)))).rejects.toThrow('zip-bomb');
  });

  it('states sizes that cannot be (28) has those entries refused', async () => {
    expect(
      await refusals(
        { name: 'stored', content: 'ten bytes!', size: 4 * GIB - 2 },
        { name: 'deflated', content: 'ten bytes!', deflated: true, size: 4 * GIB - 2 },
        { name: 'beyond the end', content: 'x', compressedSize: 2 * GIB, size: 2 * GIB },
      ),
    ).toEqual(['zip-size-lie', 'zip-size-lie', 'zip-size-lie']);
  });

  it('holds archives (29) has those left closed', async () => {
    const inner = zipFile([{ name: 'inner.zip', content: zipFile([{ name: 'x' }]) }]);
    expect(await refusals({ name: 'one.ZIP', content: inner }, { name: 'film.dcm', content: 'x' })).toEqual([
      'zip-nested',
      null,
    ]);
  });

  it('has a broken NTFS field or a broken directory (30) is corrupt', async () => {
    const shortNtfs = Uint8Array.of(0x0a, 0, 32, 0, 0, 0, 0, 0);
    await expect(directoryOf({ name: 'a', content: 'x', extra: shortNtfs })).rejects.toThrow('zip-corrupt');
    const good = zipFile([{ name: 'a', content: 'x' }]);
    for (const damaged of [good.slice(0, -1), good.slice(0, 40), new Uint8Array(100), new Uint8Array()]) {
      await expect(zipDirectory(archive(damaged))).rejects.toThrow('zip-corrupt');
    }
    const badHeader = good.slice();
    badHeader[31 + 3] = 0;
    await expect(zipDirectory(archive(badHeader))).rejects.toThrow('zip-corrupt');
  });

  it('is encrypted (30) needs a password', async () => {
    for (const flags of [0x801, 0x841]) {
      await expect(directoryOf({ name: 'a', content: 'x', flags })).rejects.toThrow('zip-encrypted');
    }
  });

  it('compresses in a way that is not read has those entries refused', async () => {
    expect(await refusals({ name: 'lzma', content: 'x', method: 14 })).toEqual(['zip-corrupt']);
  });

  it('has names that no system could hold (31) is read under other names', async () => {
    const { entries } = await directoryOf(
      { name: 'CON.dcm', content: '1' },
      { name: 'a:b', content: '2' },
      { name: 'dot./x. ', content: '3' },
      { name: 'twin.dcm', content: '4' },
      { name: 'Twin.dcm', content: '5' },
      { name: `${'long'.repeat(100)}.dcm`, content: '6' },
      { name: 'fine.dcm', content: '7' },
    );
    expect([...entries.values()].map(({ renamed }) => renamed)).toEqual([true, true, true, false, true, true, false]);
    expect([...entries.keys()].slice(0, 5)).toEqual(['_CON.dcm', 'a_b', 'dot_/x__', 'twin.dcm', 'Twin~2.dcm']);
  });
});

/** Puts a Zip64 end record in front of the end record, as writers of more than 65,535 entries do (APPNOTE 4.3.14). */
function withZip64Count(zip: Uint8Array, entries: number): Uint8Array {
  const body = Buffer.from(zip.subarray(0, -22));
  const end = Buffer.from(zip.subarray(-22));
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(body.length), 8);
  return new Uint8Array(Buffer.concat([body, record, locator, end]));
}
