import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readManifest } from '../src-main/inference/registry/read-manifest.ts';
import { ROOT } from './setup/places.mjs';
import { checkedManifests } from './shipped-manifests.ts';

const models = path.join(ROOT, 'models');
const shipped = fs.globSync(path.join(models, '*', 'manifest.json')).sort();
const hashOf = (file: string) => createHash('sha256').update(fs.readFileSync(file)).digest('hex');

it('needs no check of any manifest that ships, each being what its schema makes of it', async () => {
  expect(shipped.length).toBeGreaterThan(5);
  expect(await checkedManifests(models)).toEqual(shipped.map(hashOf));
  for (const file of shipped) {
    const checked = await readManifest(file, 'hard', new Set());
    expect(await readManifest(file, 'hard', new Set([hashOf(file)]))).toEqual(checked);
  }
});

it('vouches for no manifest that is wrong', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skiagraph-shipped-'));
  const right = JSON.parse(fs.readFileSync(shipped[0]!, 'utf8')) as object;
  for (const [name, manifest] of Object.entries({
    right,
    surplus: { ...right, script: 'x' },
    less: { ...right, licence: 1 },
  })) {
    fs.mkdirSync(path.join(folder, name));
    fs.writeFileSync(path.join(folder, name, 'manifest.json'), JSON.stringify(manifest));
  }
  expect(await checkedManifests(folder)).toEqual([hashOf(path.join(folder, 'right', 'manifest.json'))]);
  fs.rmSync(folder, { recursive: true, force: true });
});
