import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RegistryRecord } from './record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'skiagraph-record-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const HASH = 'a'.repeat(64);

it('keeps what several programs write at the same time', async () => {
  const programs = Array.from({ length: 8 }, () => new RegistryRecord(folder));
  await Promise.all(
    programs.flatMap((record, i) =>
      Array.from({ length: 4 }, (_, k) => record.keepInstalled(`model-${i}-${k}@1.0.0`, HASH)),
    ),
  );
  const { installed } = await new RegistryRecord(folder).read();
  expect(Object.keys(installed)).toHaveLength(32);
  expect(existsSync(path.join(folder, 'registry.json.lock'))).toBe(false);
});

it('is not locked for ever by a program that died while it wrote', async () => {
  const lock = path.join(folder, 'registry.json.lock');
  writeFileSync(lock, '');
  utimesSync(lock, new Date(0), new Date(0));
  const record = new RegistryRecord(folder);
  await record.keepInstalled('mean@1.0.0', HASH);
  expect((await record.read()).installed).toEqual({ 'mean@1.0.0': HASH });
});
