import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesInMemory, openFile } from './byte-source.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'skiagraph-bytes-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file', () => {
  it('is opened with its size and the SHA-256 of all of it', async () => {
    const path = join(folder, 'abc');
    writeFileSync(path, 'abc');
    const file = await openFile(path);
    expect(file).toMatchObject({
      size: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
    expect([...(await file.source.read(1, 2))]).toEqual([98, 99]);
  });

  it('that is larger than what is kept in memory is hashed and read in pieces', async () => {
    const path = join(folder, 'large');
    writeFileSync(path, new Uint8Array(65 * 2 ** 20));
    let signs = 0;
    const file = await openFile(path, () => signs++);
    expect(signs).toBeGreaterThan(0);
    expect((await file.source.read(64 * 2 ** 20, 16)).length).toBe(16);
    await expect(file.source.read(65 * 2 ** 20 - 1, 2)).rejects.toThrow('dicom-truncated');
    await file.source.close();
  });

  it('that is not there is gone, as is a folder', async () => {
    await expect(openFile(join(folder, 'nothing'))).rejects.toThrow('source-gone');
    await expect(openFile(folder)).rejects.toThrow('source-gone');
  });
});

describe('bytes in memory', () => {
  it('never answer beyond their end', async () => {
    await expect(bytesInMemory(new Uint8Array(4)).read(2, 3)).rejects.toThrow('dicom-truncated');
    await expect(bytesInMemory(new Uint8Array(4)).read(-1, 2)).rejects.toThrow('dicom-truncated');
  });
});
