import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError, type Coded } from '../../../src-shared/contract/coded.ts';
import { ShelfModel } from '../../../src-shared/contract/records.ts';
import { sayCoded } from '../../../src-shared/language/messages.ts';
import type { ModelOnDisk } from '../calls.ts';
import { weightFiles } from '../examine.ts';
import { file, node, port, tensor } from '../onnx/onnx-file.fixture.ts';
import { examineHere } from './examine-here.fixture.ts';
import { expectedMean, manifestFor, meanModel, putModel } from './model-folder.fixture.ts';
import { Registry, type Examine } from './registry.ts';

let folder: string;
let program: string;
let user: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-registry-'));
  program = path.join(folder, 'program');
  user = path.join(folder, 'data', 'models');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = meanModel();
const manifest = manifestFor(bytes);
const PASSED: Awaited<ReturnType<Examine>> = {
  runtime: '1.30.0',
  threads: 1,
  largestDifference: 0,
  runMs: 1,
  providers: [],
};

/** A registry; its examiner is the real one, in this process, unless another is given. */
function registry(change: { machine?: string; version?: string; examine?: Examine } = {}) {
  const own = { program, user, machine: 'this one', version: '0.1.0', examine: passes, weightFiles };
  return new Registry({ ...own, ...change });
}
const passes: Examine = async () => PASSED;
const really = (model: ModelOnDisk) => examineHere(model, 1);

const states = async (of = registry()) => (await of.list()).map(({ key, state }) => `${key} ${state}`);
const source = (change: object = {}, model: Uint8Array | null = bytes) =>
  putModel(path.join(folder, 'stick'), manifestFor(model ?? bytes, change), model);

async function refusalOf(work: Promise<unknown>): Promise<{ code: string; details: object }> {
  const thrown = await work.then(
    () => new Error('nothing was refused'),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(CodedError);
  return thrown as CodedError;
}

/** Nothing but the record may lie in the user's folder. */
const leftBehind = () => (existsSync(user) ? readdirSync(user).filter((name) => name !== 'registry.json') : []);

describe('the models of a machine', () => {
  it('are those of the program and of the user, each with its state', async () => {
    putModel(path.join(program, 'mean'), manifest);
    putModel(path.join(program, 'broken'), '{');
    await registry().install(source({ id: 'own' }));
    expect(await states()).toEqual(['program/broken refused', 'program/mean not-verified', 'user/own@1.0.0 ready']);
  });

  it('are listed without saying where they lie', async () => {
    putModel(path.join(program, 'mean'), manifest);
    await registry().install(source({ id: 'own' }));
    const models = await registry().list();
    expect(JSON.stringify(models)).not.toContain(folder);
    for (const model of models) expect(ShelfModel.strict().parse(model)).toEqual(model);
  });

  it('are looked for in folders only: not in recipes, hidden folders or files', async () => {
    for (const name of ['mean', 'recipes', '.trash']) putModel(path.join(program, name), manifest);
    writeFileSync(path.join(program, 'manifest.json'), JSON.stringify(manifest));
    expect(await states()).toEqual(['program/mean not-verified']);
  });

  it('are none where there is no folder, and a name that is a path finds none', async () => {
    expect(await registry().list()).toEqual([]);
    putModel(path.join(program, 'mean'), manifest);
    for (const id of ['../mean', './mean', path.join(program, 'mean'), 'MEAN', '']) {
      expect(await refusalOf(registry().ready({ id }))).toMatchObject({ code: 'model-missing' });
    }
  });

  it('that ship with the program pass their checks, every one', async () => {
    program = path.join(import.meta.dirname, '../../../models');
    const all = registry({ examine: really });
    for (const { key } of await all.list()) expect(await all.verify(key), key).toMatchObject({ state: 'ready' });
  }, 120_000);

  it('stand beside each other in several versions, and the newest is meant by the name alone', async () => {
    const all = registry();
    for (const version of ['1.9.0', '1.10.0', '1.2.0']) await all.install(source({ version }));
    expect(await states(all)).toEqual([
      'user/mean@1.10.0 ready',
      'user/mean@1.9.0 superseded',
      'user/mean@1.2.0 superseded',
    ]);
    expect((await all.ready({ id: 'mean' })).manifest.version).toBe('1.10.0');
    expect((await all.ready({ id: 'mean', version: '1.2.0' })).manifest.version).toBe('1.2.0');
    expect(await refusalOf(all.ready({ id: 'mean', version: '3.0.0' }))).toMatchObject({ code: 'model-missing' });
  });

  it('of the user replace older ones of the program, and a refused newer one replaces nothing', async () => {
    putModel(path.join(program, 'mean'), manifest);
    const all = registry();
    await all.install(source({ version: '2.0.0' }));
    expect(await states(all)).toEqual(['program/mean superseded', 'user/mean@2.0.0 ready']);
    appendFileSync(path.join(user, 'mean@2.0.0', 'model.onnx'), 'x');
    expect(await states(all)).toEqual(['program/mean not-verified', 'user/mean@2.0.0 refused']);
    expect((await all.ready({ id: 'mean' })).manifest.version).toBe('1.0.0');
  });

  it('whose description was spoilt are called as they were installed, and say what is wrong', async () => {
    const all = registry();
    await all.install(source({}));
    writeFileSync(path.join(user, 'mean@1.0.0', 'manifest.json'), '{');
    for (const name of [{ id: 'mean' }, { id: 'mean', version: '1.0.0' }]) {
      expect(await refusalOf(registry().ready(name))).toMatchObject({ code: 'manifest-invalid' });
    }
    expect(await refusalOf(registry().ready({ id: 'mean', version: '2.0.0' }))).toMatchObject({
      code: 'model-missing',
    });
  });

  it('of one name and version in two folders are both refused, for nobody can say which is meant', async () => {
    putModel(path.join(program, 'one'), manifest);
    putModel(path.join(program, 'two'), manifest);
    for (const model of await registry().list()) {
      expect(model).toMatchObject({ refusal: { code: 'manifest-invalid', details: { field: 'id' } } });
    }
    expect(await refusalOf(registry().ready({ id: 'mean' }))).toMatchObject({ code: 'manifest-invalid' });
  });

  it('of the program are not lost to a copy that somebody put beside them', async () => {
    putModel(path.join(program, 'mean'), manifest);
    putModel(path.join(user, 'copy'), manifest);
    expect(await states()).toEqual(['program/mean not-verified', 'user/copy refused']);
  });
});

describe('a model is verified', () => {
  it('before it runs for the first time, and on this machine not again', async () => {
    putModel(path.join(program, 'mean'), manifest);
    const check = vi.fn(passes);
    expect((await registry({ examine: check }).ready({ id: 'mean' })).manifest.id).toBe('mean');
    await registry({ examine: check }).ready({ id: 'mean' });
    expect(check).toHaveBeenCalledTimes(1);
    expect(await states()).toEqual(['program/mean ready']);
  });

  it('again on another machine, by another version of the program, and whenever somebody asks', async () => {
    putModel(path.join(program, 'mean'), manifest);
    const check = vi.fn(passes);
    for (const change of [{}, { machine: 'another' }, { version: '0.2.0' }]) {
      await registry({ examine: check, ...change }).ready({ id: 'mean' });
    }
    expect(check).toHaveBeenCalledTimes(3);
    await registry({ examine: check }).verify('program/mean');
    expect(check).toHaveBeenCalledTimes(4);
  });

  it('again after its description was changed', async () => {
    putModel(path.join(program, 'mean'), manifest);
    await registry().ready({ id: 'mean' });
    putModel(path.join(program, 'mean'), { ...manifest, licence: 'another' });
    expect(await states()).toEqual(['program/mean not-verified']);
  });

  it('that an earlier version installed with a description which is refused now: says so, gives way to a corrected one', async () => {
    const { version, ...about } = manifest;
    const empty = { ...about, version, selfTest: { ...manifest.selfTest, expected: {} } };
    putModel(path.join(user, `mean@${version}`), empty, bytes);
    const text = readFileSync(path.join(user, `mean@${version}`, 'manifest.json'));
    const installed = { [`mean@${version}`]: createHash('sha256').update(text).digest('hex') };
    writeFileSync(path.join(user, 'registry.json'), JSON.stringify({ schema: 1, installed, tested: [], chosen: {} }));
    const all = registry();
    const [shown] = await all.list();
    expect(shown).toMatchObject({
      key: `user/mean@${version}`,
      state: 'refused',
      refusal: { code: 'manifest-outdated', details: { field: 'selfTest.expected', problem: 'self-test-empty' } },
    });
    const asked = await refusalOf(all.ready({ id: 'mean' as never }));
    expect(asked).toMatchObject({ code: 'manifest-outdated' });
    for (const language of ['en', 'zh'] as const) {
      const said = sayCoded(language, shown!.refusal!);
      expect(said.particulars).toContain('selfTest.expected');
      expect(said.particulars).not.toContain('self-test-empty');
    }
    // one that was written anew is not the earlier program's doing
    writeFileSync(path.join(user, `mean@${version}`, 'manifest.json'), `${text.toString()} `);
    expect((await registry().list())[0]?.refusal?.code).toBe('manifest-invalid');
    expect((await all.install(source())).state).toBe('ready');
    expect(await states()).toEqual([`user/mean@${version} ready`]);
  });

  it('by its real numbers: a wrong self-test refuses it, for this and the next start, until it passes', async () => {
    putModel(path.join(program, 'mean'), { ...manifest, selfTest: { ...manifest.selfTest, expected: { y: [9, 9] } } });
    const refusal = { code: 'model-output-invalid' };
    expect(await refusalOf(registry({ examine: really }).ready({ id: 'mean' }))).toMatchObject(refusal);
    expect(await registry().list()).toMatchObject([{ state: 'refused', refusal }]);
    expect(await registry().verify('program/mean')).toMatchObject({ state: 'ready', refusal: null });
  });

  it('with what was measured kept: runtime, threads, difference, and where else it could run', async () => {
    putModel(path.join(program, 'mean'), manifest);
    const { verification, provider } = await registry({ examine: really }).verify('program/mean');
    expect(verification).toMatchObject({ runtime: expect.stringMatching(/^\d+\.\d+/), threads: 1 });
    expect(verification!.largestDifference).toBeLessThan(1e-6);
    for (const trial of verification!.providers) if (trial.outcome === 'missing') expect(trial.reason).not.toBe('');
    expect(provider.chosen).toBe('auto');
  });

  it('once only when two ask at the same time for two models: one after the other', async () => {
    putModel(path.join(program, 'a'), { ...manifest, id: 'a' });
    putModel(path.join(program, 'b'), { ...manifest, id: 'b' });
    let running = 0;
    const check = async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return PASSED;
    };
    const all = registry({ examine: check });
    await Promise.all([all.ready({ id: 'a' }), all.ready({ id: 'b' })]);
  });

  it('from the beginning when what was remembered is damaged', async () => {
    putModel(path.join(program, 'mean'), manifest);
    await registry().ready({ id: 'mean' });
    for (const damage of ['', '{', '{"schema":1}', '{"__proto__":{}}', '[]', 'null']) {
      writeFileSync(path.join(user, 'registry.json'), damage);
      expect(await states(), damage).toEqual(['program/mean not-verified']);
    }
    expect(await registry().ready({ id: 'mean' })).toMatchObject({ provider: 'cpu' });
    expect(await states()).toEqual(['program/mean ready']);
  });

  it.skipIf(process.platform === 'win32')('also where something stands in its place that never ends', async () => {
    putModel(path.join(program, 'mean'), manifest);
    mkdirSync(user, { recursive: true });
    execFileSync('mkfifo', [path.join(user, 'registry.json')]);
    expect(await states()).toEqual(['program/mean not-verified']);
    await registry().ready({ id: 'mean' });
    expect(await states()).toEqual(['program/mean ready']);
  });

  it('although nothing can be remembered', async () => {
    putModel(path.join(program, 'mean'), manifest);
    mkdirSync(path.join(folder, 'data'));
    writeFileSync(user, 'a file where the folder should be');
    const all = registry();
    await all.ready({ id: 'mean' });
    expect(await states(all)).toEqual(['program/mean ready']);
  });
});

describe('a model is refused', () => {
  const put = (text: unknown, model: Uint8Array | null = bytes) => putModel(path.join(program, 'mean'), text, model);
  const refusal = async () => (await registry().list())[0]?.refusal;

  it('when one byte of its file was changed, and still says what it is', async () => {
    const changed = Uint8Array.from(bytes);
    changed[20]! ^= 1;
    put(manifest, changed);
    expect(await registry().list()).toMatchObject([
      { state: 'refused', refusal: { code: 'model-changed', details: { model: 'mean' } }, manifest: { id: 'mean' } },
    ]);
  });

  it('when its file was changed after it was read once', async () => {
    put(manifest);
    const all = registry();
    expect(await states(all)).toEqual(['program/mean not-verified']);
    const changed = Uint8Array.from(bytes);
    changed[20]! ^= 1;
    put(manifest, changed);
    expect(await states(all)).toEqual(['program/mean refused']);
  });

  it('when its file is longer or shorter than its manifest says, or not there', async () => {
    for (const model of [bytes.slice(1), new Uint8Array([...bytes, ...bytes])]) {
      put(manifest, model);
      expect(await refusal()).toEqual({
        code: 'manifest-mismatch',
        details: { field: 'file.bytes', model: model.length, manifest: bytes.length },
      });
    }
    rmSync(path.join(program, 'mean', 'model.onnx'));
    expect(await refusal()).toEqual({ code: 'model-file-missing', details: { model: 'mean', file: 'model.onnx' } });
  });

  it('when its file is a link, and when a model of the user has a second name', async () => {
    put(manifest, null);
    writeFileSync(path.join(folder, 'elsewhere'), bytes);
    symlinkSync(path.join(folder, 'elsewhere'), path.join(program, 'mean', 'model.onnx'));
    expect(await refusal()).toMatchObject({ code: 'onnx-link' });
    const all = registry();
    await all.install(source({ id: 'own' }));
    linkSync(path.join(user, 'own@1.0.0', 'model.onnx'), path.join(folder, 'second'));
    expect(await states(all)).toEqual(['program/mean refused', 'user/own@1.0.0 refused']);
  });

  it('when its folder is a link', async () => {
    putModel(path.join(folder, 'elsewhere'), manifest);
    mkdirSync(program);
    symlinkSync(path.join(folder, 'elsewhere'), path.join(program, 'mean'));
    expect(await refusal()).toMatchObject({ code: 'onnx-link' });
  });

  it('when it was altered since its installation, though file and description fit each other', async () => {
    const all = registry();
    await all.install(source());
    const other = file({ nodes: [node({ op: 'Relu', in: ['x'] })], inputs: [port('x', [1])] });
    putModel(path.join(user, 'mean@1.0.0'), manifestFor(other), other);
    expect(await all.list()).toMatchObject([{ state: 'refused', refusal: { code: 'model-changed' } }]);
  });

  it.each([
    ['is not JSON', '{"id": "mean",'],
    ['is empty', ''],
    ['has more than a mebibyte', JSON.stringify({ ...manifest, attribution: ['x'.repeat(1024 * 1024)] })],
    ['hides its fields behind `__proto__`', `{"__proto__": ${JSON.stringify(manifest)}}`],
    ['is deep behind brackets in texts', `{"id":"]]]]]\\"]]]]","limits":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['is 10,000 deep', `{"limits":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ])('when its manifest %s', async (_name, text) => {
    put(text);
    expect(await refusal()).toMatchObject({ code: 'manifest-invalid', details: { field: 'manifest.json' } });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each([
    ['a comment', `// mine\n${JSON.stringify(manifest)}`, /\/\//],
    ['a comma too many', JSON.stringify(manifest, null, 1).replace(/\n}$/, ',\n}'), /line \d+ column 1/],
    ['a number that is none', JSON.stringify(manifest).replace('"schema":1', '"schema":NaN'), /N/],
    ['an escape of the terminal', '{"id": \u001b[31m}', /^[^\u001b]+$/],
  ])('and it is told where its text is wrong: %s', async (_name, text, words) => {
    put(text);
    const { details } = (await refusal()) as Coded;
    expect(details['problem']).toBe('not-json');
    expect(details['words']).toMatch(words);
  });

  it('when a field stands twice in it, of which a parser would silently take the last', async () => {
    put(JSON.stringify(manifest).replace('"threshold":', '"threshold":0.9,"threshold":'));
    expect(await refusal()).toMatchObject({
      code: 'manifest-invalid',
      details: { field: 'operatingPoints.0.threshold', problem: 'field-twice' },
    });
  });

  it('when its letters are not those that were written: a manifest that is not UTF-8', async () => {
    const text = JSON.stringify({ ...manifest, title: { en: 'Mean', zh: '@' } });
    const [before, after] = text.split('@') as [string, string];
    // two characters as GBK writes them
    const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xc6, 0xbd, 0xbe, 0xf9]), Buffer.from(after)]);
    put('');
    writeFileSync(path.join(program, 'mean', 'manifest.json'), bytes);
    expect(await refusal()).toEqual({
      code: 'manifest-invalid',
      details: { field: 'manifest.json', problem: 'not-utf8' },
    });
  });

  it.each([
    ['version', { ...manifest, version: '1.0' }, 'version'],
    ['id', { ...manifest, id: 'My_Model' }, 'word-name'],
    ['file.name', { ...manifest, file: { ...manifest.file, name: '模型.onnx' } }, 'file-name'],
  ])('and it is told what a name may be: %s', async (field, text, problem) => {
    put(text);
    expect(await refusal()).toEqual({ code: 'manifest-invalid', details: { field, problem } });
  });

  const without = ({ licence: _licence, ...rest }: typeof manifest) => rest;
  it.each([
    ['licence', without(manifest)],
    ['id', { ...manifest, id: '<script>alert(1)</script>' }],
    ['file.name', { ...manifest, file: { ...manifest.file, name: '../model.onnx' } }],
    ['file.name', { ...manifest, file: { ...manifest.file, name: '/etc/passwd' } }],
    ['file.name', { ...manifest, file: { ...manifest.file, name: 'C:model.onnx' } }],
    ['file.sha256', { ...manifest, file: { ...manifest.file, sha256: 'A'.repeat(64) } }],
    ['input.size.0', { ...manifest, input: { ...manifest.input, size: [0, 8] } }],
    ['script', { ...manifest, script: 'require("child_process")' }],
    ['file.url', { ...manifest, file: { ...manifest.file, url: 'http://x' } }],
    [
      'selfTest.generator.code',
      { ...manifest, selfTest: { ...manifest.selfTest, generator: { ...manifest.selfTest.generator, code: 'x' } } },
    ],
  ])('and the field is named: %s', async (field, text) => {
    put(text);
    expect(await refusal()).toMatchObject({ code: 'manifest-invalid', details: { field } });
  });
});

describe('installing', () => {
  it('copies the bytes: the installed model is its own file, and runs when the source is gone', async () => {
    const from = source();
    writeFileSync(path.join(from, 'CARD.md'), '# A card');
    writeFileSync(path.join(from, 'virus.exe'), 'MZ');
    const all = registry({ examine: really });
    expect(await all.install(from)).toMatchObject({ key: 'user/mean@1.0.0', state: 'ready' });
    rmSync(from, { recursive: true });
    const { file: installed } = await all.ready({ id: 'mean' });
    expect(readFileSync(installed)).toEqual(Buffer.from(bytes));
    expect(statSync(installed).nlink).toBe(1);
    expect(readdirSync(path.dirname(installed)).sort()).toEqual(['CARD.md', 'manifest.json', 'model.onnx']);
    expect(await all.card('user/mean@1.0.0')).toBe('# A card');
    expect(leftBehind()).toEqual(['mean@1.0.0']);
  });

  it('leaves alone what another program installed meanwhile, and says so', async () => {
    let goOn: ((passed: typeof PASSED) => void) | undefined;
    const examined = new Promise<typeof PASSED>((resolve) => (goOn = resolve));
    const late = registry({ examine: () => examined });
    const installing = late.install(source());
    await vi.waitFor(() => expect(leftBehind()).toHaveLength(1));
    const other = putModel(path.join(folder, 'other'), manifestFor(bytes, { licence: 'another' }), bytes);
    await registry().install(other);
    goOn?.(PASSED);
    expect(await refusalOf(installing)).toMatchObject({ code: 'model-installed-already' });
    const [kept] = await registry().list();
    expect(kept).toMatchObject({ state: 'ready', manifest: { licence: 'another' } });
    expect(leftBehind()).toEqual(['mean@1.0.0']);
  });

  it('refuses a model that is there already, also one of the program, and repairs one that was damaged', async () => {
    const all = registry();
    await all.install(source());
    expect(await refusalOf(all.install(source()))).toMatchObject({ code: 'model-installed-already' });
    writeFileSync(path.join(user, 'mean@1.0.0', 'model.onnx'), 'damaged');
    expect(await states(all)).toEqual(['user/mean@1.0.0 refused']);
    await all.install(source());
    expect(await states(all)).toEqual(['user/mean@1.0.0 ready']);
    putModel(path.join(program, 'own'), { ...manifest, id: 'own' });
    expect(await refusalOf(all.install(source({ id: 'own' })))).toMatchObject({ code: 'model-installed-already' });
    expect(leftBehind()).toEqual(['mean@1.0.0']);
  });

  const relu = node({ op: 'Relu', in: ['x'] });
  const filling = node({ op: 'ConstantOfShape', in: ['s'] });
  const eight = tensor({ name: 's', dims: [1], ints: [2_000_000_000] });
  const outside = tensor({ name: 'w', dims: [1], external: [['location', '../x']] });
  const port8 = [port('x', [1, 1, 8, 8])];
  it.each([
    ['onnx-path-escape', file({ nodes: [node({ op: 'Add', in: ['x', 'w'] })], inputs: port8, tensors: [outside] })],
    ['onnx-memory-limit', file({ nodes: [filling], inputs: port8, tensors: [eight] })],
    ['onnx-op-not-allowed', file({ nodes: [node({ op: 'PyOp', in: ['x'] })], inputs: port8 })],
    ['onnx-corrupt', new TextEncoder().encode('not a network')],
    ['manifest-mismatch', file({ nodes: [relu], inputs: [port('x', [1, 1, 768, 768])] })],
    ['manifest-mismatch', file({ nodes: [relu], inputs: port8, outputs: [port('y', [1, 1, 8, 8])] })],
  ])('leaves nothing behind of a model with %s', async (code, model) => {
    const all = registry({ examine: really });
    expect(await refusalOf(all.install(source({}, model)))).toMatchObject({ code });
    expect(leftBehind()).toEqual([]);
    expect(await all.list()).toEqual([]);
  });

  describe('whose weights lie in a file beside it', () => {
    const values = Float32Array.from({ length: 64 }, (_, i) => i / 64);
    const stored = new Uint8Array(values.buffer);
    /** Adds a picture of weights to the picture, then answers with its mean, twice. */
    const model = (...entries: [string, string][]) =>
      file({
        nodes: [
          node({ op: 'Add', in: ['x', 'w'], out: ['a'] }),
          node({
            op: 'ReduceMean',
            in: ['a'],
            out: ['m'],
            attributes: { axes: { ints: [2, 3] }, keepdims: { int: 0 } },
          }),
          node({ op: 'Concat', in: ['m', 'm'], attributes: { axis: { int: 1 } } }),
        ],
        inputs: port8,
        outputs: [port('y', [1, 2])],
        tensors: [tensor({ name: 'w', dims: [1, 1, 8, 8], external: entries })],
      });
    const named = model(['location', 'model.onnx.data'], ['offset', '16'], ['length', '256']);
    const mean = expectedMean() + values.reduce((sum, value) => sum + value, 0) / 64;
    const selfTest = {
      generator: { kind: 'sine', step: 0.37, amplitude: 1 },
      expected: { y: [mean, mean] },
      tolerance: 1e-5,
    };
    const put = (external?: object) => {
      const own = manifestFor(named);
      const folderOf = source({ selfTest, file: { ...own.file, ...(external ? { external } : {}) } }, named);
      writeFileSync(path.join(folderOf, 'model.onnx.data'), Buffer.concat([Buffer.alloc(16), stored]));
      return folderOf;
    };
    const listed = (data: Uint8Array) => [
      { name: 'model.onnx.data', sha256: createHash('sha256').update(data).digest('hex'), bytes: data.length },
    ];
    const whole = Buffer.concat([Buffer.alloc(16), stored]);

    it.each([
      ['named by the manifest', listed(whole)],
      ['named by the model alone', undefined],
    ])('is installed with them and runs, %s', async (_how, external) => {
      const all = registry({ examine: really });
      expect((await all.install(put(external))).state).toBe('ready');
      const { weights } = await all.ready({ id: 'mean' as never });
      expect(weights).toEqual(listed(whole));
      expect(await states(registry({ examine: really }))).toEqual(['user/mean@1.0.0 ready']);
    });

    it.each([
      ['named by the manifest', listed(whole)],
      ['named by the model alone', undefined],
    ])('is refused once one byte of them is another, %s', async (_how, external) => {
      await registry({ examine: really }).install(put(external));
      const data = path.join(user, 'mean@1.0.0', 'model.onnx.data');
      writeFileSync(data, Buffer.concat([Buffer.alloc(16), stored.toReversed()]));
      const all = registry({ examine: really });
      expect(await refusalOf(all.ready({ id: 'mean' as never }))).toMatchObject({ code: 'model-changed' });
    });

    it('is refused where the list of them was written anew to fit others', async () => {
      await registry({ examine: really }).install(put());
      const place = path.join(user, 'mean@1.0.0');
      const other = Buffer.concat([Buffer.alloc(16), stored.toReversed()]);
      writeFileSync(path.join(place, 'model.onnx.data'), other);
      writeFileSync(path.join(place, 'weights.json'), JSON.stringify({ weights: listed(other) }));
      const all = registry({ examine: really });
      expect(await refusalOf(all.ready({ id: 'mean' as never }))).toMatchObject({ code: 'model-changed' });
      rmSync(path.join(place, 'weights.json'));
      expect(await refusalOf(registry().ready({ id: 'mean' as never }))).toMatchObject({ code: 'model-changed' });
    });

    const refused: [string, string, (place: string) => void][] = [
      ['is not there', 'model-file-missing', (place) => rmSync(path.join(place, 'model.onnx.data'))],
      ['is too short', 'onnx-external-range', (place) => writeFileSync(path.join(place, 'model.onnx.data'), stored)],
      [
        'is a link',
        'onnx-link',
        (place) => {
          renameSync(path.join(place, 'model.onnx.data'), path.join(folder, 'elsewhere'));
          symlinkSync(path.join(folder, 'elsewhere'), path.join(place, 'model.onnx.data'));
        },
      ],
      [
        'has a second name',
        'onnx-link',
        (place) => linkSync(path.join(place, 'model.onnx.data'), path.join(folder, 'second-name')),
      ],
    ];
    it.each(refused)('is refused and leaves nothing where the file %s', async (_what, code, spoil) => {
      const place = put();
      spoil(place);
      expect(await refusalOf(registry({ examine: really }).install(place))).toMatchObject({ code });
      expect(leftBehind()).toEqual([]);
    });

    it.each([
      ['../weights.bin', 'onnx-path-escape'],
      ['/etc/passwd', 'onnx-path-escape'],
      ['manifest.json', 'onnx-external-range'],
      ['model.onnx', 'onnx-external-range'],
    ])('is refused where it names %s', async (location, code) => {
      const bad = model(['location', location]);
      const place = source({ selfTest }, bad);
      writeFileSync(path.join(place, 'weights.bin'), whole);
      expect(await refusalOf(registry({ examine: really }).install(place))).toMatchObject({ code });
      expect(leftBehind()).toEqual([]);
    });

    it('is refused where the manifest names other files than the model', async () => {
      const place = put([{ ...listed(whole)[0], name: 'other.data' }]);
      writeFileSync(path.join(place, 'other.data'), whole);
      expect(await refusalOf(registry({ examine: really }).install(place))).toMatchObject({
        code: 'onnx-external-range',
      });
    });
  });

  it('refuses numbers that are none, which the runtime calls a success', async () => {
    const minus = tensor({ name: 'k', dims: [1], floats: [-1] });
    const model = file({
      nodes: [
        node({ op: 'ReduceMean', in: ['x'], out: ['a'], attributes: { axes: { ints: [2, 3] }, keepdims: { int: 0 } } }),
        node({ op: 'Mul', in: ['a', 'a'], out: ['b'] }),
        node({ op: 'Mul', in: ['b', 'k'], out: ['c'] }),
        node({ op: 'Log', in: ['c'], out: ['d'] }),
        node({ op: 'Concat', in: ['d', 'd'], attributes: { axis: { int: 1 } } }),
      ],
      inputs: port8,
      outputs: [port('y', [1, 2])],
      tensors: [minus],
    });
    expect(await refusalOf(registry({ examine: really }).install(source({}, model)))).toMatchObject({
      code: 'model-output-invalid',
    });
  });

  it('refuses links, soft and hard, for every file that it takes', async () => {
    const from = source();
    for (const name of ['manifest.json', 'model.onnx']) {
      const original = path.join(from, name);
      const kept = readFileSync(original);
      for (const link of [symlinkSync, linkSync]) {
        const elsewhere = path.join(folder, `elsewhere-${name}-${link.name}`);
        writeFileSync(elsewhere, kept);
        rmSync(original);
        link(elsewhere, original);
        expect(await refusalOf(registry().install(from)), `${name} ${link.name}`).toMatchObject({ code: 'onnx-link' });
      }
      rmSync(original);
      writeFileSync(original, kept);
    }
    expect(leftBehind()).toEqual([]);
  });

  it('finds the folder behind a link that the person named, and copies its files', async () => {
    symlinkSync(source(), path.join(folder, 'way'));
    expect(await registry().install(path.join(folder, 'way'))).toMatchObject({ state: 'ready' });
    expect(lstatSync(path.join(user, 'mean@1.0.0')).isDirectory()).toBe(true);
    expect(lstatSync(path.join(user, 'mean@1.0.0', 'model.onnx')).isFile()).toBe(true);
  });

  it('refuses a folder that is none, that is empty, and a file that is not the one described', async () => {
    mkdirSync(path.join(folder, 'empty'));
    const changed = Uint8Array.from(bytes);
    changed[9]! ^= 1;
    const cases: [string, string][] = [
      [path.join(folder, 'nowhere'), 'model-folder-missing'],
      [path.join(folder, 'empty'), 'model-folder-missing'],
      [putModel(path.join(folder, 'a'), manifest, changed), 'model-changed'],
      [putModel(path.join(folder, 'b'), manifest, bytes.slice(1)), 'manifest-mismatch'],
      [putModel(path.join(folder, 'c'), manifest, null), 'model-file-missing'],
      [path.join(putModel(path.join(folder, 'd'), manifest), 'model.onnx'), 'model-folder-missing'],
      [
        putModel(path.join(folder, 'e'), { ...manifest, file: { ...manifest.file, bytes: 2 ** 31 + 1 } }),
        'onnx-memory-limit',
      ],
    ];
    for (const [from, code] of cases) expect(await refusalOf(registry().install(from)), from).toMatchObject({ code });
    expect(leftBehind()).toEqual([]);
  });

  it('says so when there is nowhere to write', async () => {
    mkdirSync(path.join(folder, 'data'));
    writeFileSync(user, 'a file where the folder should be');
    expect(await refusalOf(registry().install(source()))).toMatchObject({ code: 'models-unwritable' });
  });

  it('clears what a process that died had begun, and nothing that one still does', async () => {
    const dead = path.join(user, '.installing-999999999-x');
    const alive = path.join(user, `.installing-${process.pid}-x`);
    for (const begun of [dead, alive]) mkdirSync(begun, { recursive: true });
    await registry().install(source());
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  });

  it('keeps what runs while it copies: an interrupted copy is never taken for a model', async () => {
    const all = registry({ examine: () => new Promise(() => undefined) });
    void all.install(source()).catch(() => undefined);
    await vi.waitFor(() => expect(leftBehind().some((name) => name.startsWith('.installing-'))).toBe(true));
    expect(await states()).toEqual([]);
  });
});

describe('removing', () => {
  it('takes a model of the user away with all that was remembered of it', async () => {
    const all = registry();
    await all.install(source());
    await all.remove('user/mean@1.0.0');
    expect(await all.list()).toEqual([]);
    expect(leftBehind()).toEqual([]);
    await all.install(source({ licence: 'another' }));
    expect(await states(all)).toEqual(['user/mean@1.0.0 ready']);
  });

  it('frees its place also where nothing can be remembered any more, as on a full disk', async () => {
    const all = registry();
    await all.install(source());
    rmSync(path.join(user, 'registry.json'));
    mkdirSync(path.join(user, 'registry.json'));
    expect(await refusalOf(all.remove('user/mean@1.0.0'))).toMatchObject({ code: 'models-unwritable' });
    expect(readdirSync(user)).toEqual(['registry.json']);
  });

  it('never touches a model of the program, or anything that is no model', async () => {
    putModel(path.join(program, 'mean'), manifest);
    const all = registry();
    expect(await refusalOf(all.remove('program/mean'))).toMatchObject({ code: 'model-not-removable' });
    for (const key of ['user/../../program/mean', 'user/..', '', '/etc', 'mean']) {
      expect(await refusalOf(all.remove(key))).toMatchObject({ code: 'model-missing' });
    }
    expect(await states(all)).toEqual(['program/mean not-verified']);
  });
});

describe('where a model runs', () => {
  const trial = (provider: 'cuda' | 'webgpu', outcome: 'agrees' | 'disagrees' | 'missing', cpuMs = 2) => ({
    provider,
    outcome,
    largestDifference: 0,
    runMs: 1,
    cpuMs,
    reason: null,
  });
  const tried =
    (...providers: ReturnType<typeof trial>[]) =>
    async () => ({ ...PASSED, providers });

  it('is what gave the numbers of the CPU sooner, and may be chosen otherwise for good', async () => {
    putModel(path.join(program, 'mean'), manifest);
    const all = registry({ examine: tried(trial('cuda', 'disagrees'), trial('webgpu', 'agrees')) });
    // where it fails the CPU answers, for nobody chose it
    expect(await all.ready({ id: 'mean' })).toMatchObject({ provider: 'webgpu', fallsBack: true });
    expect((await all.choose('program/mean', 'webgpu')).provider).toEqual({ chosen: 'webgpu', used: 'webgpu' });
    expect((await all.ready({ id: 'mean' })).fallsBack).toBeUndefined();
    expect(await all.choose('program/mean', 'cpu')).toMatchObject({ provider: { chosen: 'cpu', used: 'cpu' } });
    expect(await registry().ready({ id: 'mean' })).toMatchObject({ provider: 'cpu' });
    expect(await all.choose('program/mean', 'auto')).toMatchObject({ provider: { chosen: 'auto', used: 'webgpu' } });
  });

  it('leaves a model the same object until it or its description changes, so that its process is told of it once', async () => {
    putModel(path.join(program, 'mean'), manifest);
    const all = registry({ examine: tried(trial('webgpu', 'agrees')) });
    const first = await all.ready({ id: 'mean' });
    expect(await all.ready({ id: 'mean' })).toBe(first);
    await all.choose('program/mean', 'cpu');
    const onCpu = await all.ready({ id: 'mean' });
    expect(onCpu).not.toBe(first);
    putModel(path.join(program, 'mean'), { ...manifest, licence: 'another' });
    const changed = await all.ready({ id: 'mean' });
    expect([changed === onCpu, changed.manifest.licence]).toEqual([false, 'another']);
  });

  it('is the CPU where another takes longer, until somebody chooses the other', async () => {
    putModel(path.join(program, 'mean'), manifest);
    const all = registry({ examine: tried(trial('webgpu', 'agrees', 0.5)) });
    expect(await all.ready({ id: 'mean' })).toMatchObject({ provider: 'cpu' });
    expect(await all.choose('program/mean', 'webgpu')).toMatchObject({ provider: { used: 'webgpu' } });
  });

  it('is never one that disagreed or is not there', async () => {
    putModel(path.join(program, 'mean'), manifest);
    const all = registry({ examine: tried(trial('cuda', 'disagrees'), trial('webgpu', 'missing')) });
    await all.verify('program/mean');
    expect(await refusalOf(all.choose('program/mean', 'cuda'))).toMatchObject({ code: 'provider-disagrees' });
    expect(await refusalOf(all.choose('program/mean', 'webgpu'))).toMatchObject({ code: 'provider-missing' });
    expect(await refusalOf(all.choose('program/mean', 'dml'))).toMatchObject({ code: 'provider-missing' });
    expect(await all.list()).toMatchObject([{ provider: { chosen: 'auto', used: 'cpu' } }]);
  });
});
