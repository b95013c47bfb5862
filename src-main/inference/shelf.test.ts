import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ShelfModel } from '../../src-shared/contract/records.ts';
import { readManifest, Shelf } from './shelf.ts';

const BYTES = Buffer.from('the bytes of a network');
const valid = {
  ...shipped,
  id: 'chest',
  file: { ...shipped.file, sha256: createHash('sha256').update(BYTES).digest('hex'), bytes: BYTES.length },
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-shelf-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A model's folder; `manifest` as text or as what becomes JSON, `bytes` null: no file. */
function put(name: string, manifest: unknown, bytes: Buffer | null = BYTES): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
  writeFileSync(path.join(folder, name, 'manifest.json'), text);
  if (bytes) writeFileSync(path.join(folder, name, valid.file.name), bytes);
}

async function refusalOf(manifest: unknown, bytes: Buffer | null = BYTES) {
  put('chest', manifest, bytes);
  const [model] = await new Shelf(folder).list();
  expect(model?.state).toBe('refused');
  return model?.refusal;
}

describe('the shelf', () => {
  it('has the models that ship with the program, every one ready', async () => {
    const models = await new Shelf(path.join(import.meta.dirname, '../../models')).list();
    expect(models.map(({ folder: name, state }) => [name, state])).toEqual([['chest-xr-pneumonia', 'ready']]);
  });

  it('hands out a model whose file is the one that its manifest describes', async () => {
    put('chest', valid);
    const model = await new Shelf(folder).ready('chest');
    expect(model.file).toBe(path.join(folder, 'chest', valid.file.name));
    expect(model.manifest.id).toBe('chest');
  });

  it('lists models without saying where they lie', async () => {
    put('chest', valid);
    put('broken', '{');
    const models = await new Shelf(folder).list();
    expect(JSON.stringify(models)).not.toContain(folder);
    for (const model of models) expect(ShelfModel.strict().parse(model)).toEqual(model);
  });

  it('looks only into folders of models: not into recipes, hidden folders or files', async () => {
    put('chest', valid);
    put('recipes', valid);
    put('.trash', valid);
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(valid));
    expect((await new Shelf(folder).list()).map((model) => model.folder)).toEqual(['chest']);
  });

  it('is empty where there is no folder of models', async () => {
    const shelf = new Shelf(path.join(folder, 'nowhere'));
    expect(await shelf.list()).toEqual([]);
    await expect(shelf.ready('chest')).rejects.toMatchObject({ code: 'model-missing', details: { model: 'chest' } });
  });

  it('does not know a model by a path', async () => {
    put('chest', valid);
    for (const id of ['../chest', './chest', path.join(folder, 'chest'), 'CHEST', '']) {
      await expect(new Shelf(folder).ready(id)).rejects.toThrow('model-missing');
    }
  });

  it('shows a good model beside a broken one', async () => {
    put('broken', '{');
    put('chest', valid);
    const states = (await new Shelf(folder).list()).map((model) => [model.folder, model.state]);
    expect(Object.fromEntries(states)).toEqual({ broken: 'refused', chest: 'ready' });
  });
});

describe('a model is refused', () => {
  it('when one byte of its file was changed, and still says what it is', async () => {
    const changed = Buffer.from(BYTES);
    changed[3]! ^= 1;
    expect(await refusalOf(valid, changed)).toEqual({ code: 'model-changed', details: { model: 'chest' } });
    const shelf = new Shelf(folder);
    expect((await shelf.list())[0]?.manifest?.id).toBe('chest');
    await expect(shelf.ready('chest')).rejects.toThrow('model-changed');
  });

  it('when its file is longer or shorter than its manifest says', async () => {
    for (const bytes of [BYTES.subarray(1), Buffer.concat([BYTES, BYTES])]) {
      expect(await refusalOf(valid, bytes)).toEqual({ code: 'manifest-mismatch', details: { field: 'file.bytes' } });
    }
  });

  it('when another folder holds a model of the same name, for nobody can say which is meant', async () => {
    put('one', valid);
    put('two', valid);
    const shelf = new Shelf(folder);
    for (const model of await shelf.list()) {
      expect(model).toMatchObject({
        state: 'refused',
        refusal: { code: 'manifest-invalid', details: { field: 'id' } },
      });
    }
    await expect(shelf.ready('chest')).rejects.toThrow('manifest-invalid');
  });

  it('when its file is not there', async () => {
    expect(await refusalOf(valid, null)).toEqual({ code: 'model-missing', details: { model: 'chest' } });
    await expect(new Shelf(folder).ready('chest')).rejects.toThrow('model-missing');
  });

  it.each([
    ['is not JSON', '{"id": "chest",'],
    ['is empty', ''],
    ['has more than a mebibyte', JSON.stringify({ ...valid, attribution: ['x'.repeat(1024 * 1024)] })],
  ])('when its manifest %s', async (_name, text) => {
    expect(await refusalOf(text)).toEqual({ code: 'manifest-invalid', details: { field: 'manifest.json' } });
  });

  it('when it has no manifest', async () => {
    mkdirSync(path.join(folder, 'chest'));
    const [model] = await new Shelf(folder).list();
    expect(model).toMatchObject({ state: 'refused', refusal: { code: 'manifest-invalid' }, manifest: null });
  });

  const without = (name: keyof typeof valid) =>
    Object.fromEntries(Object.entries(valid).filter(([key]) => key !== name));
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it.each([
    ['licence', without('licence')],
    ['input.size.0', { ...valid, input: { ...valid.input, size: [0, 160] } }],
    ['calibration.labels.pneumonia', { ...valid, calibration: { method: 'temperature', labels: {} } }],
    ['operatingPoints.0.label', { ...valid, operatingPoints: [{ ...valid.operatingPoints[0], label: 'fracture' }] }],
    ['id', { ...valid, id: '<script>alert(1)</script>' }],
    ['file.name', { ...valid, file: { ...valid.file, name: '../model.onnx' } }],
    ['file.name', { ...valid, file: { ...valid.file, name: '/etc/passwd' } }],
    ['file.name', { ...valid, file: { ...valid.file, name: '..' } }],
    ['file.name', { ...valid, file: { ...valid.file, name: 'C:model.onnx' } }],
    ['file.sha256', { ...valid, file: { ...valid.file, sha256: valid.file.sha256.toUpperCase() } }],
    ['limits', JSON.stringify({ ...valid, limits: 0 }).replace('"limits":0', `"limits":${deep(10_000)}`)],
  ])('and the field %s is named', async (field, manifest) => {
    const refusal = await refusalOf(manifest);
    expect(refusal).toMatchObject({ code: 'manifest-invalid', details: { field } });
    expect(refusal?.details['problem']).toEqual(expect.any(String));
    await expect(new Shelf(folder).ready('chest')).rejects.toThrow(/manifest-invalid|model-missing/);
  });

  it('when its fields hide behind `__proto__`, which no description needs', async () => {
    const hidden = `{"__proto__": ${JSON.stringify({ ...valid, polluted: true })}}`;
    expect(await refusalOf(hidden)).toMatchObject({ code: 'manifest-invalid' });
    const label = JSON.stringify(valid).replace('"temperature":', '"__proto__":{"polluted":true},"temperature":');
    writeFileSync(path.join(folder, 'chest', 'manifest.json'), label);
    await expect(readManifest(path.join(folder, 'chest', 'manifest.json'))).rejects.toThrow('manifest-invalid');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
