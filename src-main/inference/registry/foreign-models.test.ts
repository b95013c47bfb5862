import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { examine, weightFiles } from '../examine.ts';
import { syntheticInput } from '../self-test.ts';
import { loadModel } from '../session.ts';
import { Registry } from './registry.ts';

/** Made by `python scripts/truth/foreign_models.py FOLDER`; without that folder nothing is tested here. */
const foreign = process.env['SKIAGRAPH_FOREIGN_MODELS'];
const names = foreign ? readdirSync(foreign) : ['none'];
const user = mkdtempSync(path.join(tmpdir(), 'skiagraph-foreign-'));
afterAll(() => rmSync(user, { recursive: true, force: true }));

describe.skipIf(!foreign)('a folder that nobody here made', () => {
  const registry = new Registry({
    program: path.join(user, 'none'),
    user,
    machine: 'this one',
    version: '0.1.0',
    examine: (model) => examine({ model, threads: 2 }),
    weightFiles,
  });

  it.each(names)('%s is installed and gives the numbers of Python', async (name) => {
    const { state, manifest } = await registry.install(path.join(foreign as string, name));
    expect(state).toBe('ready');
    const model = await registry.ready({ id: manifest!.id });
    const { out } = await (await loadModel(model, 2)).run(syntheticInput(model.manifest));
    const python = JSON.parse(readFileSync(path.join(foreign as string, name, 'python.json'), 'utf8')) as {
      dims: number[];
      values: number[];
    };
    expect([...out!.dims]).toEqual(python.dims);
    const worst = python.values.reduce((most, value, i) => Math.max(most, Math.abs(value - out!.data[i]!)), 0);
    expect(worst).toBeLessThan(1e-4);
  });
});
