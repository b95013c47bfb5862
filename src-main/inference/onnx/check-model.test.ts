import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { NEWEST, checkModel, type GraphExpectation } from './check-model.ts';
import { field, file, graph, joined, node, port, tensor, varint, type GraphText } from './onnx-file.fixture.ts';

const GIB = 2 ** 30;

function expectation(change: Partial<GraphExpectation> = {}): GraphExpectation {
  const dims = [1, 1, 8, 8].map((length) => ({ length, open: false }));
  return {
    inputs: [{ name: 'x', types: new Set([1]), dims }],
    outputs: [{ name: 'y', rank: null, sides: new Map() }],
    opset: 17,
    memoryBytes: 4 * GIB,
    external: new Map(),
    ...change,
  };
}

function refusalOf(bytes: Uint8Array, change: Partial<GraphExpectation> = {}): CodedError | null {
  try {
    checkModel(bytes, expectation(change));
    return null;
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
}

const codeOf = (bytes: Uint8Array, change: Partial<GraphExpectation> = {}) => refusalOf(bytes, change)?.code ?? null;
const codeOfGraph = (text: GraphText) => codeOf(file(text));

/** `y = x + w`, with the given weight. */
const adding = (weight: Uint8Array): GraphText => ({
  nodes: [node({ op: 'Add', in: ['x', 'w'] })],
  tensors: [weight],
});
const relu = node({ op: 'Relu', in: ['x'] });
const list = (name: string, ...ints: (number | bigint)[]) => tensor({ name, dims: [ints.length], ints });
const scalar = (name: string, int: number | bigint) => tensor({ name, dims: [], ints: [int] });

describe('a model file', () => {
  it('that is what its manifest says is told apart into its parts', () => {
    const { report } = checkModel(file(adding(tensor({ name: 'w', dims: [1], floats: [2] }))), expectation());
    expect(report).toMatchObject({ irVersion: 8, opset: 17, nodes: 1, operators: { Add: 1 }, parameters: 1 });
    expect(report).toMatchObject({ inputs: [{ name: 'x', shape: [1, 1, 8, 8] }], fixedBytes: 4, runBytes: 512 });
  });

  it('that ships with the program passes, and its weights are counted', () => {
    const shipped = readFileSync(path.join(import.meta.dirname, '../../../models/chest-xr-pneumonia/model.onnx'));
    const dims = [1, 1, 160, 160].map((length) => ({ length, open: false }));
    const { report } = checkModel(shipped, {
      ...expectation({ inputs: [{ name: 'image', types: new Set([1]), dims }] }),
      outputs: [{ name: 'logits', rank: 2, sides: new Map([[1, 2]]) }],
    });
    // 0.60 million parameters, as the card says; the file is little more than they are
    expect(report.parameters).toBe(597_570);
    expect(report.fixedBytes).toBe(4 * 597_570);
    expect(shipped.length - report.fixedBytes).toBeLessThan(10_000);
  });
});

describe('a file of a newer kind', () => {
  const aged = (irVersion: number, opset: number) =>
    joined(field(1, irVersion), field(8, joined(field(1, ''), field(2, opset))), field(7, graph({ nodes: [relu] })));

  it('is told with the version that it has and the newest that runs', () => {
    expect(refusalOf(aged(NEWEST.irVersion + 1, 17))).toMatchObject({
      code: 'onnx-too-new',
      details: { irVersion: NEWEST.irVersion + 1, newest: NEWEST.irVersion },
    });
    expect(refusalOf(aged(8, NEWEST.opset + 1))).toMatchObject({
      code: 'onnx-too-new',
      details: { opset: NEWEST.opset + 1, newest: NEWEST.opset },
    });
  });

  it('is new exactly where the pinned runtime says so', async () => {
    const opens = (bytes: Uint8Array) =>
      InferenceSession.create(bytes, { logSeverityLevel: 4 }).then(
        (session) => session.release().then(() => true),
        () => false,
      );
    expect(await opens(aged(NEWEST.irVersion, NEWEST.opset))).toBe(true);
    expect(await opens(aged(NEWEST.irVersion + 1, NEWEST.opset))).toBe(false);
    expect(await opens(aged(NEWEST.irVersion, NEWEST.opset + 1))).toBe(false);
  });
});

describe('the order of nodes', () => {
  const a = node({ op: 'Relu', in: ['x'], out: ['a'] });
  const b = node({ op: 'Relu', in: ['a'], out: ['b'] });
  const y = node({ op: 'Add', in: ['a', 'b'] });

  it('may be any, as some converters write them and the runtime reads them', () => {
    for (const nodes of [
      [a, b, y],
      [y, b, a],
      [b, y, a],
    ])
      expect(codeOfGraph({ nodes })).toBeNull();
  });

  it('is refused as a circle', () => {
    const circle = node({ op: 'Relu', in: ['b'], out: ['a'] });
    expect(codeOfGraph({ nodes: [circle, b, node({ op: 'Relu', in: ['x'] })] })).toBe('onnx-corrupt');
    expect(codeOfGraph({ nodes: [node({ op: 'Relu', in: ['y'] })] })).toBe('onnx-corrupt');
  });
});

describe('a model that reaches outside its folder', () => {
  const external = (...entries: [string, string][]) => adding(tensor({ name: 'w', dims: [1], external: entries }));
  const beside = { external: new Map([['weights.bin', 64]]) };

  it.each([
    '../x',
    'a/../../x',
    '/etc/passwd',
    'C:weights.bin',
    'C:\\weights.bin',
    '..\\x',
    '..',
    '.',
    '',
    'a/b',
    './weights.bin',
    'weights.bin\0',
    '*/_ORT_MEM_ADDR_/*',
    'file:///x',
    'x'.repeat(200),
  ])('is refused: %j', (location) => {
    expect(codeOf(file(external(['location', location])), beside)).toBe('onnx-path-escape');
  });

  it('is refused wherever the weight stands: within a node, within the body of a loop', () => {
    const weight = tensor({ dims: [1], external: [['location', '../x']] });
    const constant = node({ op: 'Constant', attributes: { value: { tensor: weight } } });
    expect(codeOfGraph({ nodes: [constant] })).toBe('onnx-path-escape');
    const body = graph({ nodes: [constant], inputs: [], outputs: [port('y', [1])] });
    const loop = node({ op: 'Loop', in: ['m', ''], attributes: { body: { graph: body } } });
    expect(codeOfGraph({ nodes: [loop], tensors: [scalar('m', 1)] })).toBe('onnx-path-escape');
  });

  it.each([
    ['begins behind the end', [['offset', String(GIB)]]],
    ['has a negative length', [['length', '-1']]],
    ['has a negative offset', [['offset', '-4']]],
    ['has an offset that is no number', [['offset', '0x10']]],
    ['has an offset beyond all numbers', [['offset', '9'.repeat(40)]]],
    ['is shorter than its dimensions', [['length', '3']]],
    ['says something that nobody knows', [['mode', 'rw']]],
    [
      'says a thing twice',
      [
        ['offset', '0'],
        ['offset', '4'],
      ],
    ],
    ['ends beyond the file', [['offset', '61']]],
  ] as [string, [string, string][]][])('is refused when its weight %s', (_name, entries) => {
    expect(codeOf(file(external(['location', 'weights.bin'], ...entries)), beside)).toBe('onnx-external-range');
  });

  it('is refused when its weights lie in a file that the manifest does not name', () => {
    expect(codeOf(file(external(['location', 'weights.bin'])))).toBe('onnx-external-range');
    expect(codeOf(file(external(['location', 'weights.bin'], ['offset', '60'])), beside)).toBeNull();
  });
});

describe('a model that needs too much memory', () => {
  const filled = (shape: Uint8Array) => file({ nodes: [node({ op: 'ConstantOfShape', in: ['s'] })], tensors: [shape] });

  it('is refused before a runtime sees it: 65 bytes that fill 8 GB', () => {
    const bytes = filled(list('s', 2_000_000_000));
    expect(bytes.length).toBeLessThan(200);
    expect(refusalOf(bytes)).toMatchObject({
      code: 'onnx-memory-limit',
      details: { op: 'ConstantOfShape', neededMiB: Math.ceil(8e9 / 2 ** 20) },
    });
    expect(codeOf(filled(list('s', 1000)))).toBeNull();
  });

  it('is refused although each of its sides is a modest one', () => {
    expect(codeOf(filled(list('s', 4096, 4096, 4096)))).toBe('onnx-memory-limit');
    expect(codeOf(filled(list('s', 2n ** 62n, 2n ** 62n, 2n ** 62n)))).toBe('onnx-memory-limit');
  });

  it.each([
    ['Expand', ['x', 's'], list('s', 1, 10_000_000, 8, 8)],
    ['Tile', ['x', 's'], list('s', 1, 1_000_000, 8, 8)],
    ['Pad', ['x', 's'], list('s', 0, 0, 0, 0, 0, 0, 1_000_000, 1_000_000)],
    ['Resize', ['x', '', '', 's'], list('s', 1, 1, 100_000, 100_000)],
    ['Resize', ['x', '', 's'], tensor({ name: 's', dims: [4], floats: [1, 1, 1e5, 1e5] })],
  ])('is refused: %s', (op, inputs, sizes) => {
    expect(codeOfGraph({ nodes: [node({ op, in: inputs })], tensors: [sizes] })).toBe('onnx-memory-limit');
  });

  it('is refused when it makes much of little with arithmetic', () => {
    const shape = [
      node({ op: 'Shape', in: ['x'], out: ['a'] }),
      node({ op: 'Mul', in: ['a', 'k'], out: ['b'] }),
      node({ op: 'Expand', in: ['one', 'b'] }),
    ];
    const one = tensor({ name: 'one', dims: [1], floats: [1] });
    expect(codeOfGraph({ nodes: shape, tensors: [one, scalar('k', 1000)] })).toBe('onnx-memory-limit');
    expect(codeOfGraph({ nodes: shape, tensors: [one, scalar('k', 2)] })).toBeNull();
  });

  it('is refused when it counts too far, or multiplies a column with a row', () => {
    const range = node({ op: 'Range', in: ['a', 'b', 'c'] });
    const tensors = [scalar('a', 0), scalar('b', 2n ** 60n), scalar('c', 1)];
    expect(codeOfGraph({ nodes: [range], tensors })).toBe('onnx-memory-limit');
    const nodes = [
      node({ op: 'Reshape', in: ['x', 'tall'], out: ['a'] }),
      node({ op: 'Tile', in: ['a', 'k'], out: ['b'] }),
      node({ op: 'Transpose', in: ['b'], out: ['c'] }),
      node({ op: 'MatMul', in: ['b', 'c'] }),
    ];
    const weights = [list('tall', 64, 1), list('k', 1000, 1)];
    expect(codeOfGraph({ nodes, tensors: weights })).toBe('onnx-memory-limit');
    expect(codeOfGraph({ nodes: [...nodes.slice(0, 3), node({ op: 'Mul', in: ['b', 'c'] })], tensors: weights })).toBe(
      'onnx-memory-limit',
    );
  });

  it('is refused when every one of its steps attends to every other', () => {
    const nodes = [node({ op: 'Tile', in: ['x', 'k'], out: ['t'] }), node({ op: 'Attention', in: ['t', 't', 't'] })];
    const steps = (count: number) => ({ nodes, tensors: [list('k', 1, 1, count, 1)] });
    expect(codeOfGraph(steps(100))).toBeNull();
    expect(codeOfGraph(steps(10_000))).toBe('onnx-memory-limit');
  });

  it('is refused when it doubles itself again and again', () => {
    const nodes = Array.from({ length: 40 }, (_, i) =>
      node({
        op: 'Concat',
        in: [i === 0 ? 'x' : `v${i - 1}`, i === 0 ? 'x' : `v${i - 1}`],
        out: [i === 39 ? 'y' : `v${i}`],
        attributes: { axis: { int: 0 } },
      }),
    );
    expect(codeOfGraph({ nodes })).toBe('onnx-memory-limit');
  });

  it('is refused when its pieces are allowed and their sum is not', () => {
    const nodes = Array.from({ length: 8 }, (_, i) => node({ op: 'ConstantOfShape', in: ['s'], out: [`v${i}`] }));
    const text = { nodes: [...nodes, relu], tensors: [list('s', 200_000_000)] };
    expect(codeOfGraph({ ...text, nodes: [nodes[0] as Uint8Array, relu] })).toBeNull();
    expect(codeOfGraph(text)).toBe('onnx-memory-limit');
    expect(codeOf(file({ ...text, nodes: [nodes[0] as Uint8Array, relu] }), { memoryBytes: GIB / 2 })).toBe(
      'onnx-memory-limit',
    );
  });

  it('is refused when nobody can know the size before it runs', () => {
    const nodes = [
      node({ op: 'Cast', in: ['x'], out: ['a'], attributes: { to: { int: 7 } } }),
      node({ op: 'Reshape', in: ['a', 'flat'], out: ['b'] }),
      node({ op: 'ConstantOfShape', in: ['b'] }),
    ];
    expect(codeOfGraph({ nodes, tensors: [list('flat', 64)] })).toBe('onnx-memory-limit');
  });

  it('is refused when a loop makes its state grow', () => {
    const grow = graph({
      nodes: [
        node({ op: 'Identity', in: ['c'], out: ['c2'] }),
        node({ op: 'Concat', in: ['s', 's'], out: ['s2'], attributes: { axis: { int: 0 } } }),
      ],
      inputs: [port('i', [], 7), port('c', [], 9), port('s', ['n'])],
      outputs: [port('c2', [], 9), port('s2', ['n'])],
    });
    const loop = node({ op: 'Loop', in: ['m', '', 'x'], attributes: { body: { graph: grow } } });
    expect(codeOfGraph({ nodes: [loop], tensors: [scalar('m', 40)] })).toBe('onnx-memory-limit');
    expect(codeOfGraph({ nodes: [loop], tensors: [scalar('m', 3)] })).toBeNull();
  });

  it('that takes any size is bounded again for the size that it is given', () => {
    const bytes = file({
      nodes: [node({ op: 'Tile', in: ['x', 'k'] })],
      inputs: [port('x', ['n'])],
      tensors: [list('k', 1000)],
    });
    const inputs = [{ name: 'x', types: new Set([1]), dims: [{ length: 1000, open: true }] }];
    const { report, mustFit } = checkModel(bytes, expectation({ inputs, memoryBytes: GIB }));
    expect(report.runBytes).toBe(4 * 1_001_000);
    expect(() => mustFit([[1000]])).not.toThrow();
    expect(() => mustFit([[100_000]])).not.toThrow();
    expect(() => mustFit([[1_000_000]])).toThrow('onnx-memory-limit');
    expect(() => mustFit([[1_000_000]])).toThrow('onnx-memory-limit');
  });
});

describe('a model with loops', () => {
  const body = (nodes: Uint8Array[] = []) =>
    graph({
      nodes: [...nodes, node({ op: 'Identity', in: ['c'], out: ['c2'] })],
      inputs: [port('i', [], 7), port('c', [], 9)],
      outputs: [port('c2', [], 9)],
    });
  const looping = (trips: string, inner = body()) =>
    node({ op: 'Loop', in: [trips, 'go'], out: [], attributes: { body: { graph: inner } } });
  const go = tensor({ name: 'go', dims: [], type: 9, raw: Uint8Array.of(1) });
  const codeOfLoop = (loop: Uint8Array, trips: number | bigint) =>
    codeOfGraph({ nodes: [loop, relu], tensors: [go, scalar('m', trips)] });

  it('is refused when nothing but its own condition ends one', () => {
    expect(codeOfLoop(looping(''), 1)).toBe('onnx-loop-unbounded');
  });

  it('may go round ten thousand times and not once more', () => {
    expect(codeOfLoop(looping('m'), 10_000)).toBeNull();
    expect(codeOfLoop(looping('m'), 10_001)).toBe('onnx-loop-unbounded');
    expect(codeOfLoop(looping('m'), 2n ** 63n - 1n)).toBe('onnx-loop-unbounded');
  });

  it('is refused when the number of rounds comes out of the picture', () => {
    const nodes = [
      node({ op: 'ReduceMax', in: ['x'], out: ['a'], attributes: { keepdims: { int: 0 } } }),
      node({ op: 'Cast', in: ['a'], out: ['m'], attributes: { to: { int: 7 } } }),
    ];
    expect(codeOfGraph({ nodes: [...nodes, looping('m'), relu], tensors: [go] })).toBe('onnx-loop-unbounded');
  });

  it('is refused when loops within loops multiply', () => {
    const inner = looping('m', body());
    expect(codeOfLoop(looping('m', body([inner])), 100)).toBeNull();
    expect(codeOfLoop(looping('m', body([inner])), 101)).toBe('onnx-loop-unbounded');
  });

  it('reads a sequence step by step, ten thousand at most', () => {
    const step = graph({
      nodes: [node({ op: 'Relu', in: ['s'], out: ['t'] })],
      inputs: [port('s', [])],
      outputs: [port('t', [])],
    });
    const scan = node({ op: 'Scan', in: ['x'], attributes: { body: { graph: step }, num_scan_inputs: { int: 1 } } });
    const codeOfLength = (length: number) =>
      codeOf(file({ nodes: [scan], inputs: [port('x', [length])] }), {
        inputs: [{ name: 'x', types: new Set([1]), dims: [{ length, open: false }] }],
      });
    expect(codeOfLength(10_000)).toBeNull();
    expect(codeOfLength(10_001)).toBe('onnx-loop-unbounded');
  });
});

describe('a model that uses what is not allowed', () => {
  it.each([
    ['PyOp', undefined, 'PyOp'],
    ['Relu', 'custom.ops', 'custom.ops.Relu'],
    ['PyOp', 'com.microsoft.extensions', 'com.microsoft.extensions.PyOp'],
    ['Attention', 'com.microsoft', 'com.microsoft.Attention'],
    ['RegexFullMatch', undefined, 'RegexFullMatch'],
    ['RandomNormalLike', undefined, 'RandomNormalLike'],
    ['ImageDecoder', undefined, 'ImageDecoder'],
    ['SequenceMap', undefined, 'SequenceMap'],
    ['constructor', undefined, 'constructor'],
    ['__proto__', undefined, '__proto__'],
    ['Relu', '__proto__', '__proto__.Relu'],
  ])('is refused by name: %s of %s', (op, domain, named) => {
    const text = { nodes: [node({ op, in: ['x'], ...(domain === undefined ? {} : { domain }) })] };
    const opsets = domain && domain !== 'com.microsoft' ? [field(8, joined(field(1, domain), field(2, 1)))] : [];
    expect(refusalOf(file(text, opsets))).toMatchObject({ code: 'onnx-op-not-allowed', details: { op: named } });
  });

  it.each([
    ['Dropout', ['x', '', 'on'], {}, ['y']],
    ['BatchNormalization', ['x', 'w', 'w', 'w', 'w'], { training_mode: { int: 1 } }, ['y']],
    ['BatchNormalization', ['x', 'w', 'w', 'w', 'w'], {}, ['y', 'mean', 'variance']],
  ] as const)('is refused where %s is in training: %s', (op, inputs, attributes, outputs) => {
    const tensors = [
      tensor({ name: 'on', dims: [], type: 9, raw: Uint8Array.of(1) }),
      tensor({ name: 'w', dims: [1], floats: [1] }),
    ];
    const nodes = [node({ op, in: [...inputs], out: [...outputs], attributes })];
    expect(refusalOf(file({ nodes, tensors }))).toMatchObject({
      code: 'onnx-op-not-allowed',
      details: { op: `${op} (training)` },
    });
  });

  it('is not one whose dropout and normalisation are told that training is over', () => {
    const tensors = [
      tensor({ name: 'off', dims: [], type: 9, raw: Uint8Array.of(0) }),
      tensor({ name: 'w', dims: [1], floats: [1] }),
    ];
    const nodes = [
      node({ op: 'BatchNormalization', in: ['x', 'w', 'w', 'w', 'w'], out: ['n'] }),
      node({ op: 'Dropout', in: ['n', '', 'off'] }),
    ];
    expect(codeOfGraph({ nodes, tensors })).toBeNull();
  });

  it('is refused although the operation stands deep within a branch', () => {
    const bad = graph({ nodes: [node({ op: 'PyOp', in: ['x'], out: ['r'] })], inputs: [], outputs: [port('r', [])] });
    const good = graph({ nodes: [node({ op: 'Relu', in: ['x'], out: ['r'] })], inputs: [], outputs: [port('r', [])] });
    const branches = node({
      op: 'If',
      in: ['c'],
      attributes: { then_branch: { graph: good }, else_branch: { graph: bad } },
    });
    const c = tensor({ name: 'c', dims: [], type: 9, raw: Uint8Array.of(1) });
    expect(codeOfGraph({ nodes: [branches], tensors: [c] })).toBe('onnx-op-not-allowed');
  });

  it('takes the branch that the shapes answer, as torch.tile asks for it, and bounds the other all the same', () => {
    const many = tensor({ name: 'many', dims: [1], ints: [2 ** 40] });
    const list = (values: number[], name: string) => tensor({ name, dims: [values.length], ints: values });
    const branch = (nodes: Uint8Array[], tensors: Uint8Array[] = []) => ({
      graph: graph({ nodes, tensors, inputs: [], outputs: [port('r', [])] }),
    });
    const asked = (yes: object, no: object) => ({
      nodes: [
        node({ op: 'Shape', in: ['x'], out: ['s'] }),
        node({ op: 'Size', in: ['s'], out: ['rank'] }),
        node({ op: 'Sub', in: ['rank', 'four'], out: ['lacks'] }),
        node({ op: 'Greater', in: ['lacks', 'nought'], out: ['c'] }),
        node({ op: 'If', in: ['c'], out: ['times'], attributes: { then_branch: yes, else_branch: no } as never }),
        node({ op: 'Tile', in: ['x', 'times'] }),
      ],
      tensors: [list([4], 'four'), list([0], 'nought')],
    });
    const repeats = branch([node({ op: 'Identity', in: ['t'], out: ['r'] })], [list([1, 2, 1, 1], 't')]);
    const unknown = branch([
      node({ op: 'Cast', in: ['x'], out: ['w'], attributes: { to: { int: 7 } } }),
      node({ op: 'ReduceMax', in: ['w'], out: ['r'] }),
    ]);
    expect(codeOfGraph(asked(unknown, repeats))).toBeNull();
    expect(codeOfGraph(asked(repeats, unknown))).toBe('onnx-memory-limit');
    const hostile = branch([node({ op: 'ConstantOfShape', in: ['many'], out: ['r'] })], [many]);
    expect(codeOfGraph(asked(hostile, repeats))).toBe('onnx-memory-limit');
  });

  it.each([
    ['functions, which multiply', [field(25, joined(field(1, 'f')))]],
    ['training', [field(20, new Uint8Array())]],
  ])('is refused: %s', (_name, more) => {
    expect(codeOf(file({ nodes: [relu] }, more))).toBe('onnx-op-not-allowed');
  });

  it('may say that it is of the domain ai.onnx, which is ONNX’s own', () => {
    expect(codeOfGraph({ nodes: [node({ op: 'Relu', in: ['x'], domain: 'ai.onnx' })] })).toBeNull();
  });

  it.each([8, 14, 15, 21])('is refused with weights of a type that no picture needs: %s', (type) => {
    expect(codeOf(file(adding(tensor({ name: 'w', dims: [0], type }))))).toBe('onnx-op-not-allowed');
  });
});

describe('a model whose weights are not as many as they say', () => {
  it.each([
    ['ten thousand million numbers in four bytes', { dims: [10_000_000_000], floats: [1] }],
    ['a product beyond all numbers', { dims: [2n ** 62n, 2n ** 62n], floats: [1] }],
    ['a negative side', { dims: [-1], floats: [1] }],
    ['one number too few', { dims: [2], floats: [1] }],
    ['one number too many', { dims: [1], floats: [1, 2] }],
    ['half a number', { dims: [1], raw: new Uint8Array(2) }],
    ['none at all', { dims: [1] }],
  ])('is refused: %s', (_name, weight) => {
    expect(codeOf(file(adding(tensor({ name: 'w', ...weight }))))).toBe('onnx-tensor-mismatch');
  });

  it('is refused when they are there twice, in two forms', () => {
    const weight = joined(tensor({ name: 'w', dims: [1], floats: [1] }), field(4, new Uint8Array(4)));
    expect(codeOf(file(adding(weight)))).toBe('onnx-tensor-mismatch');
  });

  it('is accepted with numbers packed as they are or one by one', () => {
    const head = joined(field(1, 2), field(2, 7), field(8, 'w'));
    const ints = (weight: Uint8Array) => ({ nodes: [node({ op: 'Reshape', in: ['x', 'w'] })], tensors: [weight] });
    expect(codeOf(file(ints(joined(head, field(7, joined(varint(8), varint(8)))))))).toBeNull();
    expect(codeOf(file(ints(joined(head, field(7, 8), field(7, 8)))))).toBeNull();
    expect(codeOf(file(ints(joined(head, field(7, 8)))))).toBe('onnx-tensor-mismatch');
  });
});

describe('a file that is no model', () => {
  const good = file(adding(tensor({ name: 'w', dims: [4], floats: [1, 2, 3, 4] })));

  it.each([
    ['empty', new Uint8Array()],
    ['a text', new TextEncoder().encode('This is a letter, not a network.')],
    ['a graph without a file around it', graph({ nodes: [relu] })],
    ['without a graph', joined(field(1, 8), field(8, field(2, 17)))],
    ['of two graphs, which one reader would merge', file({ nodes: [relu] }, [field(7, graph({ nodes: [] }))])],
    ['that names an operator set twice', file({ nodes: [relu] }, [field(8, field(2, 12))])],
    ['in the runtime’s own other format', joined(Uint8Array.of(0, 0, 0, 0), new TextEncoder().encode('ORTM'), good)],
    ['with a group, which ends nowhere', file({ nodes: [relu] }, [Uint8Array.of((30 << 3) | 3)])],
    ['with a field of number 0', file({ nodes: [relu] }, [Uint8Array.of(0, 1)])],
    ['with a length of 2^64 − 1', file({ nodes: [relu] }, [joined(varint((30 << 3) | 2), varint(-1))])],
    ['with a number of eleven bytes', file({ nodes: [relu] }, [joined(varint(30 << 3), new Uint8Array(11).fill(255))])],
    ['that uses a value which nobody made', file({ nodes: [node({ op: 'Relu', in: ['z'] })] })],
    ['that makes a value twice', file({ nodes: [relu, relu] })],
    ['that answers with a value which nobody made', file({ nodes: [relu], outputs: [port('y', []), port('q', [])] })],
    ['whose names are no text', file({ nodes: [joined(relu, field(3, Uint8Array.of(0xff, 0xfe)))] })],
  ])('is refused: %s', (_name, bytes) => {
    expect(codeOf(bytes)).toBe('onnx-corrupt');
  });

  it('is refused cut short at any place', () => {
    for (let length = 0; length < good.length; length++) {
      expect(refusalOf(good.slice(0, length)), `${length} bytes`).not.toBeNull();
    }
  });

  it.each([9, 100, 5000])('is refused %s graphs deep', (depth) => {
    // a node's attribute is a graph of a node whose attribute is a graph …
    let inner: Uint8Array = new Uint8Array();
    for (let i = 0; i < depth; i++) inner = field(1, field(5, field(6, inner)));
    expect(codeOf(file(inner))).toBe('onnx-corrupt');
  });

  it('is refused with more nodes than any network has', () => {
    const many = joined(...Array.from({ length: 100_001 }, () => field(1, new Uint8Array())));
    expect(codeOf(file(many))).toBe('onnx-corrupt');
  });

  it('is refused when names fill the memory that the file does not', () => {
    const names = new Uint8Array(10_000_000);
    for (let i = 0; i < names.length; i += 2) names[i] = (1 << 3) | 2;
    expect(codeOf(file({ nodes: [joined(names, relu)] }))).toBe('onnx-corrupt');
  });
});

describe('a model that is not the one described', () => {
  const sized = (rows: number | string) => file({ nodes: [relu], inputs: [port('x', [1, 1, rows, 8])] });

  it('is refused with another size, and the two are named', () => {
    expect(refusalOf(sized(768))).toMatchObject({
      code: 'manifest-mismatch',
      details: { field: 'input.size', model: '1 × 1 × 768 × 8', manifest: '1 × 1 × 8 × 8' },
    });
    expect(refusalOf(sized('rows'))).toBeNull();
  });

  it('is refused when it fixes a side that its description leaves open', () => {
    const dims = [1, 1, 8, 8].map((length, i) => ({ length, open: i > 1 }));
    expect(codeOf(sized(8), { inputs: [{ name: 'x', types: new Set([1]), dims }] })).toBe('manifest-mismatch');
  });

  it.each([
    ['another name of the input', { inputs: [{ name: 'image', types: new Set([1]), dims: [] }] }],
    ['a second input', { inputs: [] }],
    ['another rank', { inputs: [{ name: 'x', types: new Set([1]), dims: [{ length: 64, open: false }] }] }],
    [
      'numbers of a type that is not fed',
      { inputs: [{ name: 'x', types: new Set([7]), dims: expectation().inputs[0]!.dims }] },
    ],
    ['another operator set', { opset: 13 }],
    ['an output that is not there', { outputs: [{ name: 'logits', rank: null, sides: new Map() }] }],
    ['three labels for one channel', { outputs: [{ name: 'y', rank: 4, sides: new Map([[1, 3]]) }] }],
    ['labels in the last place', { outputs: [{ name: 'y', rank: null, sides: new Map([[-1, 2]]) }] }],
  ])('is refused: %s', (_name, change) => {
    expect(codeOf(file({ nodes: [relu] }), change)).toBe('manifest-mismatch');
  });

  it('does not take its weights for inputs, as older files list them', () => {
    const weight = tensor({ name: 'w', dims: [1], floats: [1] });
    const inputs = [port('x', [1, 1, 8, 8]), port('w', [1])];
    expect(codeOf(file({ ...adding(weight), inputs }))).toBeNull();
  });
});

describe('whatever bytes come', () => {
  const example = file({
    nodes: [
      node({ op: 'Shape', in: ['x'], out: ['s'] }),
      node({ op: 'Conv', in: ['x', 'w'], out: ['a'], attributes: { pads: { ints: [1, 1, 1, 1] } } }),
      node({ op: 'Reshape', in: ['a', 's'], out: ['b'] }),
      node({ op: 'Tile', in: ['b', 'k'] }),
    ],
    tensors: [tensor({ name: 'w', dims: [1, 1, 3, 3], floats: [1, 2, 3, 4, 5, 6, 7, 8, 9] }), list('k', 1, 2, 1, 1)],
  });

  it('passes as it is', () => expect(codeOf(example)).toBeNull());

  it('answers or throws a code, and nothing else: random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void codeOf(bytes)),
      { numRuns: 500 },
    );
  });

  it('answers or throws a code, and nothing else: a network with bytes changed, cut and repeated', () => {
    const place = fc.nat(example.length - 1);
    const change = fc.record({ at: place, byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), place, place, (changes, from, to) => {
        const bytes = Uint8Array.from(example);
        for (const { at, byte } of changes) bytes[at] = byte;
        codeOf(bytes);
        codeOf(joined(bytes.slice(0, from), bytes.slice(Math.min(from, to))));
        codeOf(joined(bytes, bytes.slice(from)));
      }),
      { numRuns: 1000 },
    );
  });
});
