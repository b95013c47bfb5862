import { describe, expect, it } from 'vitest';
import { checkModel } from './check-model.ts';
import { TYPE } from './model.ts';
import { file, node, port, tensor, type NodeText } from './onnx-file.fixture.ts';

const MIB = 2 ** 20;
const SIDE = 512;
const CHANNELS = 32;
/** What one of these values takes in whole floats: 32 MiB. */
const WHOLE = 4 * CHANNELS * SIDE * SIDE;

const ofType = (name: string, type: number, ...dims: number[]) => {
  const bytes = (type === TYPE.FLOAT16 ? 2 : 4) * dims.reduce((product, dim) => product * dim, 1);
  return tensor({ name, dims, type, raw: new Uint8Array(bytes) });
};

/** The bound of a network that spreads its picture to 32 channels, in its type, and then does this. */
function boundOf(type: number, nodes: readonly NodeText[], tensors: readonly Uint8Array[]) {
  const spread: NodeText[] = [
    { op: 'Cast', in: ['x'], out: ['t'], attributes: { to: { int: type } } },
    { op: 'Mul', in: ['t', 'channels'], out: ['a'] },
  ];
  const dims = [1, 1, SIDE, SIDE];
  const bytes = file({
    nodes: [...spread, ...nodes].map(node),
    tensors: [ofType('channels', type, 1, CHANNELS, 1, 1), ...tensors],
    inputs: [port('x', dims)],
  });
  const input = {
    name: 'x',
    types: new Set([TYPE.FLOAT as number]),
    dims: dims.map((length) => ({ length, open: false })),
  };
  return checkModel(bytes, { inputs: [input], outputs: [], opset: 17, memoryBytes: 2 ** 34, external: new Map() })
    .report;
}

const one = (op: string, attributes: NodeText['attributes'] = {}): NodeText => ({
  op,
  in: ['a'],
  out: ['y'],
  attributes,
});
const axis = (value: number) => ({ axis: { int: value } });
const longs = (name: string, ...values: number[]) => tensor({ name, dims: [values.length], ints: values });
const ONE = ofType('h', TYPE.FLOAT, 1);
const GROUPS = [ofType('s', TYPE.FLOAT, 8), ofType('i', TYPE.FLOAT, 8)];

describe('what a run is bounded by', () => {
  // the most resident memory of onnxruntime 1.30 over what it held before the run, two threads
  it.each<[what: string, peakMib: number, nodes: NodeText[], tensors?: Uint8Array[]]>([
    ['softmax over channels', 101, [one('Softmax', axis(1))]],
    ['its logarithm over rows', 101, [one('LogSoftmax', axis(2))]],
    ['the highest of the channels', 133, [one('Hardmax', axis(1))]],
    ['Mish', 101, [one('Mish')]],
    ['HardSwish', 100, [one('HardSwish')]],
    ['normalisation by mean and variance', 132, [one('MeanVarianceNormalization')]],
    [
      'normalisation by groups',
      133,
      [{ op: 'GroupNormalization', in: ['a', 's', 'i'], attributes: { num_groups: { int: 8 } } }],
      GROUPS,
    ],
    ['normalisation across channels', 140, [one('LRN', { size: { int: 5 } })]],
    [
      'a choice between two',
      145,
      [
        { op: 'Greater', in: ['a', 'h'], out: ['g'] },
        { op: 'Where', in: ['g', 'a', 'h'] },
      ],
      [ONE],
    ],
    ['the highest of three', 100, [{ op: 'Max', in: ['a', 'h', 'a'] }], [ONE]],
    ['an Einstein sum that turns', 101, [one('Einsum', { equation: { text: 'nchw->nhwc' } })]],
    [
      'an Einstein sum of two',
      137,
      [{ op: 'Einsum', in: ['a', 'a'], attributes: { equation: { text: 'nchw,nkhw->nck' } } }],
    ],
    [
      'scattering',
      197,
      [
        { op: 'Cast', in: ['a'], out: ['p'], attributes: { to: { int: TYPE.INT64 } } },
        { op: 'ScatterElements', in: ['a', 'p', 'a'], attributes: axis(1) },
      ],
    ],
  ])('covers what the runtime was measured to hold for %s', (_what, peakMib, nodes, tensors = []) => {
    const { runBytes } = boundOf(TYPE.FLOAT, nodes, tensors);
    expect(runBytes).toBeGreaterThan((peakMib / 1.15) * MIB);
    expect(runBytes).toBeLessThan(1.4 * peakMib * MIB);
  });

  it.each<[what: string, peakMib: number, nodes: NodeText[], tensors?: Uint8Array[]]>([
    ['a sigmoid', 69, [one('Sigmoid')]],
    ['ELU', 177, [one('Elu')]],
    ['leaky rectifying', 176, [one('LeakyRelu')]],
    ['a logarithm of sums', 166, [{ op: 'ReduceLogSumExp', in: ['a', 'axes'] }], [longs('axes', 1)]],
    ['a length', 67, [{ op: 'ReduceL2', in: ['a', 'axes'] }], [longs('axes', 1)]],
  ])(
    'covers it for %s of numbers of half precision, which most operators hold as whole ones',
    (_what, peakMib, nodes, tensors = []) => {
      expect(boundOf(TYPE.FLOAT16, nodes, tensors).runBytes).toBeGreaterThan((peakMib / 1.3) * MIB);
    },
  );

  it('has no more for what is already in its place: softmax over the last axis', () => {
    const { runBytes } = boundOf(TYPE.FLOAT, [one('Softmax', axis(3))], []);
    expect(runBytes).toBe(2 * WHOLE);
  });

  it('has weights of half precision as they are and as whole floats', () => {
    const weights = ofType('w', TYPE.FLOAT16, CHANNELS, CHANNELS, 3, 3);
    const { fixedBytes } = boundOf(TYPE.FLOAT16, [{ op: 'Conv', in: ['a', 'w'] }], [weights]);
    expect(fixedBytes).toBe(6 * (CHANNELS * CHANNELS * 9 + CHANNELS));
  });
});

it('an answer is bounded twice: the runtime holds it, and it is handed on as a copy', () => {
  // an answer of 1250 MiB took 2564 MiB, its mean over everything alone 1314 MiB
  const { runBytes, answeredBytes } = boundOf(TYPE.FLOAT, [one('Neg')], []);
  expect(answeredBytes).toBe(WHOLE);
  expect(runBytes).toBe(2 * WHOLE);
  const mean = boundOf(TYPE.FLOAT, [one('ReduceMean')], []);
  expect(mean.answeredBytes).toBe(4);
  const bytes = file({
    nodes: [node({ op: 'Expand', in: ['x', 's'] })],
    tensors: [longs('s', 1, 64, 512, 512)],
    inputs: [port('x', [1, 1, SIDE, SIDE])],
  });
  const dims = [1, 1, SIDE, SIDE].map((length) => ({ length, open: false }));
  const inputs = [{ name: 'x', types: new Set([TYPE.FLOAT as number]), dims }];
  const check = (memoryBytes: number) => () =>
    checkModel(bytes, { inputs, outputs: [], opset: 17, memoryBytes, external: new Map() });
  expect(check(140 * MIB)).not.toThrow();
  expect(check(120 * MIB)).toThrow('onnx-memory-limit');
});
