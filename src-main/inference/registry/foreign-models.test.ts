import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { weightFiles } from '../examine.ts';
import { examineHere } from './examine-here.fixture.ts';
import { syntheticInput } from '../self-test.ts';
import { loadModel } from '../session.ts';
import { Registry } from './registry.ts';

/** Made by `scripts/truth/foreign_models.py FOLDER` and `foreign_networks.py FOLDER`; without it nothing is tested here. */
const foreign = process.env['SKIAGRAPH_FOREIGN_MODELS'];
/** Those that may not run, and why: an end that depends on what is computed, operators that nobody bounds. */
const REFUSED: Readonly<Record<string, string>> = {
  while: 'onnx-loop-unbounded',
  'quantised-old': 'onnx-op-not-allowed',
  'quantised-outline-old': 'onnx-op-not-allowed',
};
/** What draws random numbers answers differently each time. */
const isRefused = (name: string) => name in REFUSED || /(^|-)noise-/.test(name);
const names = foreign ? readdirSync(foreign) : ['none'];
const user = mkdtempSync(path.join(tmpdir(), 'skiagraph-foreign-'));
afterAll(() => rmSync(user, { recursive: true, force: true }));

describe.skipIf(!foreign)('a folder that nobody here made', () => {
  const registry = new Registry({
    program: path.join(user, 'none'),
    user,
    machine: 'this one',
    version: '0.1.0',
    examine: (model) => examineHere(model, 2),
    weightFiles,
  });

  it.each(names.filter(isRefused))('%s is refused', async (name) => {
    const installing = registry.install(path.join(foreign as string, name));
    await expect(installing).rejects.toMatchObject({ code: REFUSED[name] ?? 'onnx-op-not-allowed' });
  });

  it.each(names.filter((name) => !isRefused(name)))('%s is installed and gives the numbers of Python', async (name) => {
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
    // halves and quantised networks are as exact as their manifest says
    expect(worst).toBeLessThan(Math.max(1e-4, model.manifest.selfTest.tolerance));
  });
});
