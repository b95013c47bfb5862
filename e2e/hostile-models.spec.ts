import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import {
  field,
  file,
  graph,
  joined,
  node,
  port,
  tensor,
  type AttributeText,
} from '../src-main/inference/onnx/onnx-file.fixture.ts';
import { manifestFor, meanModel, putModel, SIDE } from '../src-main/inference/registry/model-folder.fixture.ts';
import { label } from '../src-main/inference/fixtures/small-models.fixture.ts';
import { jpegFile } from '../src-main/reading/pictures/jpeg.fixture.ts';
import { FILM_SIZE, greyChest } from './films.ts';
import { commandLine, freshFolder } from './program.ts';

const folder = freshFolder('hostile-models');
const data = path.join(folder, 'data');
test.afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const inputs = [port('x', [1, 1, SIDE, SIDE])];
const outputs = [port('y', [1, 2])];
const axes: Record<string, AttributeText> = { axes: { ints: [2, 3] }, keepdims: { int: 0 } };
const twice = [
  node({ op: 'ReduceMean', in: ['e'], out: ['m'], attributes: axes }),
  node({ op: 'Concat', in: ['m', 'm'], attributes: { axis: { int: 1 } } }),
];
const scalar = (name: string, value: number) => tensor({ name, dims: [], floats: [value] });
const ints = (name: string, values: number[]) => tensor({ name, dims: [values.length], ints: values });

/** A network that answers twice the mean of what `before` makes of its input. */
const made = (before: Uint8Array[], tensors: Uint8Array[] = []) =>
  file({ nodes: [...before, ...twice], inputs, outputs, tensors });

/** The input and the greatest number of something else, whose name is `big`. */
const beside = (makes: Uint8Array, ...tensors: Uint8Array[]) =>
  made(
    [
      makes,
      node({ op: 'ReduceMax', in: ['big'], out: ['most'], attributes: { keepdims: { int: 0 } } }),
      node({ op: 'Add', in: ['x', 'most'], out: ['e'] }),
    ],
    tensors,
  );

const outside = (location: string, ...more: [string, string][]) =>
  made(
    [node({ op: 'Add', in: ['x', 'w'], out: ['e'] })],
    [tensor({ name: 'w', dims: [1], external: [['location', location], ...more] })],
  );

const always = tensor({ name: 'true', dims: [], type: 9, raw: Uint8Array.of(1) });
const body = graph({
  nodes: [node({ op: 'Identity', in: ['on'], out: ['still'] }), node({ op: 'Identity', in: ['v'], out: ['same'] })],
  inputs: [port('i', [], 7), port('on', [], 9), port('v', [1, 1, SIDE, SIDE])],
  outputs: [port('still', [], 9), port('same', [1, 1, SIDE, SIDE])],
});
const looping = made(
  [node({ op: 'Loop', in: ['', 'true', 'x'], out: ['e'], attributes: { body: { graph: body } } })],
  [always],
);
const forbidden = graph({ nodes: [node({ op: 'PyOp', in: ['x'], out: ['z'] })], inputs: [], outputs: [port('z', [])] });
const allowed = graph({ nodes: [node({ op: 'Relu', in: ['x'], out: ['z'] })], inputs: [], outputs: [port('z', [])] });
const branching = made(
  [
    node({
      op: 'If',
      in: ['true'],
      out: ['e'],
      attributes: { then_branch: { graph: allowed }, else_branch: { graph: forbidden } },
    }),
  ],
  [always],
);

/** Graphs within graphs, deeper than a parser's stack. */
function deep(levels: number): Uint8Array {
  let inner: Uint8Array = new Uint8Array();
  for (let level = 0; level < levels; level++) {
    const attribute = joined(field(1, 'then_branch'), field(6, inner), field(20, 5));
    inner = field(1, joined(field(2, 'z'), field(4, 'If'), field(5, attribute)));
  }
  return file(inner);
}

const plain = meanModel();
const tensorOfSize = (...dims: (number | bigint)[]) =>
  made(
    [node({ op: 'Add', in: ['x', 'w'], out: ['e'] })],
    [tensor({ name: 'w', dims, raw: Uint8Array.of(0, 0, 0, 0) })],
  );
/** A self-test that the network itself would pass. */
const expecting = (value: number) => ({
  selfTest: { generator: { kind: 'sine', step: 0.37, amplitude: 1 }, expected: { y: [value, value] }, tolerance: 1 },
});

/** What is wrong with a model, the code that says so, its bytes (null: no file), and what its manifest says differently. */
const HOSTILE: readonly [what: string, code: string, bytes: Uint8Array | null, change?: object | string][] = [
  ['reaches outside its folder', 'onnx-path-escape', outside('../model.onnx')],
  ['reaches outside its folder on a way around', 'onnx-path-escape', outside('a/../../x')],
  ['names a file of the machine', 'onnx-path-escape', outside('/etc/passwd')],
  ['lacks its weights', 'model-file-missing', outside('weights.bin')],
  ['has weights of a negative length', 'onnx-external-range', outside('weights.bin', ['length', '-1'])],
  ['has weights far behind the end', 'onnx-external-range', outside('weights.bin', ['offset', '1073741824'])],
  [
    'fills gigabytes out of 65 bytes',
    'onnx-memory-limit',
    beside(node({ op: 'ConstantOfShape', in: ['s'], out: ['big'] }), ints('s', [2e9])),
  ],
  [
    'repeats its input a million times',
    'onnx-memory-limit',
    beside(node({ op: 'Tile', in: ['x', 's'], out: ['big'] }), ints('s', [1e4, 1e4, 1, 1])),
  ],
  [
    'stretches its input',
    'onnx-memory-limit',
    beside(node({ op: 'Expand', in: ['x', 's'], out: ['big'] }), ints('s', [1e5, 1e5, SIDE, SIDE])),
  ],
  [
    'enlarges its input',
    'onnx-memory-limit',
    beside(
      node({ op: 'Resize', in: ['x', '', 's'], out: ['big'] }),
      tensor({ name: 's', dims: [4], floats: [1, 1, 9e4, 9e4] }),
    ),
  ],
  [
    'stretches its input by a number that wraps around',
    'onnx-memory-limit',
    made(
      [
        node({ op: 'Cast', in: ['less'], out: ['u'], attributes: { to: { int: 12 } } }),
        node({ op: 'Cast', in: ['u'], out: ['v'], attributes: { to: { int: 7 } } }),
        node({ op: 'Add', in: ['v', 'two'], out: ['k'] }),
        node({ op: 'Expand', in: ['less', 'k'], out: ['big'] }),
        node({ op: 'ReduceMax', in: ['big'], out: ['most'], attributes: { keepdims: { int: 0 } } }),
        node({ op: 'Cast', in: ['most'], out: ['number'], attributes: { to: { int: 1 } } }),
        node({ op: 'Add', in: ['x', 'number'], out: ['e'] }),
      ],
      [ints('less', [-1]), ints('two', [2])],
    ),
  ],
  ['loops for ever', 'onnx-loop-unbounded', looping],
  ['uses an operator that nobody knows', 'onnx-op-not-allowed', made([node({ op: 'PyOp', in: ['x'], out: ['e'] })])],
  [
    'uses an operator of another library',
    'onnx-op-not-allowed',
    made([node({ op: 'Relu', in: ['x'], out: ['e'], domain: 'com.evil' })]),
  ],
  ['hides such an operator in a branch', 'onnx-op-not-allowed', branching],
  ['claims ten thousand million numbers', 'onnx-tensor-mismatch', tensorOfSize(10n ** 10n)],
  ['claims more numbers than can be counted', 'onnx-tensor-mismatch', tensorOfSize(2n ** 62n, 4)],
  ['claims fewer than no numbers', 'onnx-tensor-mismatch', tensorOfSize(-1)],
  ['is cut off', 'onnx-corrupt', plain.subarray(0, plain.length / 2)],
  ['is noise', 'onnx-corrupt', Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 255)],
  ['is 5,000 graphs deep', 'onnx-corrupt', deep(5000)],
  ['is not there', 'model-file-missing', null],
  [
    'is not the one that was hashed',
    'model-changed',
    plain,
    { file: { ...manifestFor(plain).file, sha256: '0'.repeat(64) } },
  ],
  [
    'takes other pictures than its description says',
    'manifest-mismatch',
    plain,
    { input: { ...manifestFor(plain).input, size: [512, 512] } },
  ],
  [
    'answers fewer labels',
    'manifest-mismatch',
    plain,
    {
      outputs: [{ name: 'y', kind: 'logits', activation: 'sigmoid', labels: [label('one')] }],
      calibration: { method: 'none' },
      operatingPoints: [],
      indeterminate: {},
    },
  ],
  ['is described by a broken text', 'manifest-invalid', plain, '{"schema": 1,'],
  ['is described 10,000 levels deep', 'manifest-invalid', plain, '['.repeat(10_000)],
  [
    'is described behind `__proto__`',
    'manifest-invalid',
    plain,
    `{"__proto__": ${JSON.stringify(manifestFor(plain))}}`,
  ],
  ['has a script for a name', 'manifest-invalid', plain, { id: '<script>alert(1)</script>' }],
  ['has a path for a name', 'manifest-invalid', plain, { id: '../../evil' }],
  [
    'answers no numbers',
    'model-output-invalid',
    made(
      [node({ op: 'Div', in: ['zero', 'zero'], out: ['nan'] }), node({ op: 'Add', in: ['x', 'nan'], out: ['e'] })],
      [scalar('zero', 0)],
    ),
    expecting(0),
  ],
  [
    'answers with certainties beyond all probability',
    'model-output-invalid',
    made([node({ op: 'Add', in: ['x', 'more'], out: ['e'] })], [scalar('more', 5)]),
    {
      ...expecting(5),
      outputs: [{ name: 'y', kind: 'logits', activation: 'identity', labels: [label('one'), label('two')] }],
      calibration: { method: 'none' },
      operatingPoints: [],
      indeterminate: {},
    },
  ],
  [
    'has a label that every object has',
    'manifest-invalid',
    plain,
    {
      outputs: [{ name: 'y', kind: 'logits', activation: 'sigmoid', labels: [label('one'), label('constructor')] }],
      calibration: { method: 'none' },
      operatingPoints: [],
      indeterminate: {},
    },
  ],
  [
    'answers other numbers than its description says',
    'model-output-invalid',
    made([node({ op: 'Neg', in: ['x'], out: ['e'] })]),
  ],
  [
    'divides whole numbers by nought',
    'model-run-failed',
    made([
      node({ op: 'Cast', in: ['x'], out: ['i'], attributes: { to: { int: 6 } } }),
      node({ op: 'Sub', in: ['i', 'i'], out: ['nought'] }),
      node({ op: 'Div', in: ['i', 'nought'], out: ['d'] }),
      node({ op: 'Cast', in: ['d'], out: ['e'], attributes: { to: { int: 1 } } }),
    ]),
    expecting(0),
  ],
];

test.describe('a model that nobody should run', () => {
  for (const [what, code, bytes, change] of HOSTILE) {
    test(`and that ${what}: is told in a sentence, and leaves nothing`, () => {
      const place = path.join(folder, what.replace(/\W+/g, '-'));
      const manifest = typeof change === 'string' ? change : manifestFor(bytes ?? plain, change);
      putModel(place, manifest, bytes);
      if (what.startsWith('has weights')) fs.writeFileSync(path.join(place, 'weights.bin'), Buffer.alloc(16));
      const run = commandLine(['models', 'install', place, '--data-folder', data]);
      expect(run.lines.map(({ type, code }) => [type, code])).toEqual([['error', code]]);
      expect(run.status).toBe(2);
      expect(run.stderr.trim().split('\n')).toHaveLength(1);
      expect(run.stderr).not.toMatch(/undefined|\bat .*:\d+:\d+/);
      const left = fs.existsSync(path.join(data, 'models')) ? fs.readdirSync(path.join(data, 'models')) : [];
      expect(left.filter((name) => name !== 'registry.json')).toEqual([]);
    });
  }

  test('is a link to a file of the machine: is told, and leaves nothing', () => {
    const place = putModel(path.join(folder, 'link'), manifestFor(plain), null);
    fs.symlinkSync('/etc/passwd', path.join(place, 'model.onnx'));
    const run = commandLine(['models', 'install', place, '--data-folder', data]);
    expect(run.lines.map(({ type, code }) => [type, code])).toEqual([['error', 'onnx-link']]);
    expect(run.status).toBe(2);
  });
});

test.describe('a model that passes its self-test and fails on pictures', () => {
  test('costs its answers and nothing else: each film is told, and the next model answers', async () => {
    // the logarithm of a picture's darkest place, moved so that the self-test's waves have one and films have none
    const nan = made(
      [
        node({ op: 'ReduceMin', in: ['x'], out: ['least'], attributes: { keepdims: { int: 0 } } }),
        node({ op: 'Add', in: ['least', 'shift'], out: ['moved'] }),
        node({ op: 'Log', in: ['moved'], out: ['log'] }),
        node({ op: 'Add', in: ['x', 'log'], out: ['e'] }),
      ],
      [scalar('shift', 1.2)],
    );
    const input = { ...manifestFor(nan).input, modalities: ['OT'], bodyParts: [], views: [], ageYears: null };
    putModel(path.join(folder, 'late'), manifestFor(nan, { id: 'late', input, ...expecting(-1.6) }), nan);
    putModel(path.join(folder, 'sound'), manifestFor(plain, { id: 'sound', input }), plain);
    const films = path.join(folder, 'films');
    fs.mkdirSync(films);
    for (const name of ['a', 'b', 'c']) {
      fs.writeFileSync(path.join(films, `${name}.jpeg`), await jpegFile(...FILM_SIZE, greyChest()));
    }
    for (const name of ['late', 'sound']) {
      const run = commandLine(['models', 'install', path.join(folder, name), '--data-folder', data]);
      expect(run.status, run.stderr).toBe(0);
    }
    const late = commandLine(['analyze', films, '--model', 'late', '--data-folder', data]);
    const codes = late.lines.filter(({ type }) => type === 'error').map((line) => line['code'] as string);
    expect(codes).toEqual(['model-output-invalid', 'model-output-invalid', 'model-output-invalid']);
    expect(late.lines.filter(({ type }) => type === 'result')).toEqual([]);
    expect(late.lines.at(-1)).toMatchObject({ type: 'summary', analysed: 0, cancelled: false });
    // what was handed in is to blame, not the program
    expect(late.status).toBe(2);
    const sound = commandLine(['analyze', films, '--model', 'sound', '--data-folder', data]);
    expect(sound.status, sound.stderr).toBe(0);
    expect(sound.lines.filter(({ type }) => type === 'result')).toHaveLength(3);
  });
});
