import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from './replace-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'skiagraph-replace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('writes a file, with the folders above it only where they are to be made, in the place of an older one, and leaves nothing else behind', async () => {
  const file = path.join(folder, 'ward', 'a.mask.png');
  await expect(replaceFile(file, 'first')).rejects.toMatchObject({ code: 'output-unwritable' });
  await replaceFile(file, 'first', 'made');
  await replaceFile(file, Uint8Array.from([1, 2]));
  expect([...readFileSync(file)]).toEqual([1, 2]);
  expect(readdirSync(path.dirname(file))).toEqual(['a.mask.png']);
});

it('writes under the longest name that a file may have', async () => {
  const name = `${'n'.repeat(251)}.png`;
  await replaceFile(path.join(folder, name), 'x');
  expect(readdirSync(folder)).toEqual([name]);
});

it('says that it could not be written, and where a folder has the name leaves it', async () => {
  mkdirSync(path.join(folder, 'taken'));
  writeFileSync(path.join(folder, 'file'), '');
  for (const place of ['taken', 'file/inside']) {
    await expect(replaceFile(path.join(folder, place), 'x')).rejects.toMatchObject({ code: 'output-unwritable' });
  }
  expect(readdirSync(folder).sort()).toEqual(['file', 'taken']);
});

/** A file system of so many KiB; null where none can be made (only root may, on Linux). */
function smallDisk(kib: number): string | null {
  const place = path.join(folder, 'disk');
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', place], { stdio: 'ignore' });
    return place;
  } catch {
    return null;
  }
}

it('keeps the old file, and leaves no half of the new one, on a full disk', async ({ skip }) => {
  const disk = smallDisk(64);
  if (disk === null) return skip();
  try {
    const file = path.join(disk, 'a.map.png');
    await replaceFile(file, 'old');
    await expect(replaceFile(file, new Uint8Array(100_000))).rejects.toMatchObject({
      code: 'disk-full',
      details: { unkept: 'file' },
    });
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(disk)).toEqual(['a.map.png']);
  } finally {
    execFileSync('umount', [disk]);
  }
});
