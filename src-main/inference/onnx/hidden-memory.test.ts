import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { checkModel } from './check-model.ts';
import { TYPE } from './model.ts';
import { field, file, joined, node, port, tensor, varint, type NodeText } from './onnx-file.fixture.ts';

/** What becomes of a file whose network takes 1 × 1 × `side` × `side` and may take 4 GiB. */
function codeOf(bytes: Uint8Array, side = 64): string | null {
  const dims = [1, 1, side, side].map((length) => ({ length, open: false }));
  const input = { name: 'x', types: new Set([TYPE.FLOAT as number]), dims };
  try {
    checkModel(bytes, { inputs: [input], outputs: [], opset: 17, memoryBytes: 2 ** 32, external: new Map() });
    return null;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

const network = (nodes: readonly NodeText[], tensors: readonly Uint8Array[] = [], side = 64) =>
  file({ nodes: nodes.map(node), tensors, inputs: [port('x', [1, 1, side, side])] });
const longs = (name: string, ...values: (number | bigint)[]) => tensor({ name, dims: [values.length], ints: values });
const floats = (name: string, ...values: number[]) => tensor({ name, dims: [values.length], floats: values });
const ones = (name: string, ...dims: number[]) =>
  tensor({ name, dims, raw: new Uint8Array(4 * dims.reduce((product, dim) => product * dim, 1)) });
const bytes = (name: string, ...dims: number[]) =>
  tensor({ name, dims, type: TYPE.UINT8, raw: new Uint8Array(dims.reduce((product, dim) => product * dim, 1)) });
const to = (type: number) => ({ to: { int: type } });

describe('a network whose operator holds more than it takes and gives', () => {
  const unfold = { pads: { ints: Array<number>(8).fill(4) } };
  const cells = (hidden: number, gates: number) => [
    longs('s', 2 ** 20, 1, 1),
    ones('w', 1, gates * hidden, 1),
    ones('R', 1, gates * hidden, hidden),
  ];
  const sequence = (op: string, hidden: number): NodeText[] => [
    { op: 'Reshape', in: ['x', 's'], out: ['r'] },
    { op, in: ['r', 'w', 'R'], out: ['', 'y'], attributes: { hidden_size: { int: hidden } } },
  ];
  const large: readonly [what: string, nodes: NodeText[], tensors: Uint8Array[], side: number][] = [
    [
      'products between the terms of an Einstein sum',
      [{ op: 'Einsum', in: ['a', 'a', 'one'], attributes: { equation: { text: 'ab,cd,abcd->' } } }],
      [ones('a', 200, 200), ones('one', 1, 1, 1, 1)],
      64,
    ],
    [
      'all that a window of four dimensions sees',
      [
        { op: 'Reshape', in: ['x', 's'], out: ['r'] },
        { op: 'Conv', in: ['r', 'w'], attributes: unfold },
      ],
      [longs('s', 1, 1, 32, 32, 32, 32), ones('w', 1, 1, 9, 9, 9, 9)],
      1024,
    ],
    [
      'all that a window over whole numbers sees',
      [
        { op: 'Cast', in: ['x'], out: ['u'], attributes: to(TYPE.UINT8) },
        { op: 'ConvInteger', in: ['u', 'w'], attributes: { pads: { ints: [32, 32, 31, 31] } } },
      ],
      [bytes('w', 1, 1, 64, 64)],
      1024,
    ],
    [
      'all that a transposed window spreads before it is cut',
      [{ op: 'ConvTranspose', in: ['x', 'w'], attributes: { pads: { ints: [32, 32, 32, 32] } } }],
      [ones('w', 1, 1, 64, 64)],
      1024,
    ],
    [
      'samples of a box',
      [
        {
          op: 'RoiAlign',
          in: ['x', 'boxes', 'b'],
          attributes: { output_height: { int: 64 }, output_width: { int: 64 }, sampling_ratio: { int: 300 } },
        },
      ],
      [ones('boxes', 1, 4), longs('b', 0)],
      64,
    ],
    [
      'as many samples as a box is long',
      [{ op: 'RoiAlign', in: ['x', 'boxes', 'b'] }],
      [ones('boxes', 1, 4), longs('b', 0)],
      64,
    ],
    [
      'squares of channels that are not there',
      [{ op: 'LRN', in: ['x'], attributes: { size: { int: 1_000_001 } } }],
      [],
      64,
    ],
    ['a tree of all different numbers', [{ op: 'Unique', in: ['v'], out: ['y'] }], [ones('v', 2 ** 24)], 64],
    ['the gates of every step (LSTM)', sequence('LSTM', 256), cells(256, 4), 1024],
    ['the gates of every step (GRU)', sequence('GRU', 256), cells(256, 3), 1024],
    ['the gates of every step (RNN)', sequence('RNN', 512), cells(512, 1), 1024],
  ];

  it.each(large)('is refused before it runs: %s', (_what, nodes, tensors, side) => {
    expect(codeOf(network(nodes, tensors, side), side)).toBe('onnx-memory-limit');
  });

  it('is refused where single channels are kept as sixteen: those of one convolution, or of many together', () => {
    const padded = { pads: { ints: [1, 1, 1, 1] } };
    const wide: NodeText[] = [
      { op: 'Expand', in: ['x', 's'], out: ['b'] },
      { op: 'Conv', in: ['b', 'w'], attributes: padded },
    ];
    expect(codeOf(network(wide, [longs('s', 64, 1, 1024, 1024), ones('w', 1, 1, 3, 3)], 1024), 1024)).toBe(
      'onnx-memory-limit',
    );
    const names = Array.from({ length: 8 }, (_, i) => `c${i}`);
    const many: NodeText[] = [
      { op: 'Expand', in: ['x', 's'], out: ['b'] },
      ...names.map((name) => ({ op: 'Conv', in: ['b', 'w'], out: [name], attributes: padded })),
      { op: 'Sum', in: names },
    ];
    expect(codeOf(network(many, [longs('s', 8, 1, 1024, 1024), ones('w', 1, 1, 3, 3)], 1024), 1024)).toBe(
      'onnx-memory-limit',
    );
    // sixteen are kept as sixteen
    expect(codeOf(network(wide, [longs('s', 4, 1, 1024, 1024), ones('w', 16, 1, 3, 3)], 1024), 1024)).toBeNull();
  });

  it('is not one that holds little: the same with smaller numbers', () => {
    const einsum: NodeText = {
      op: 'Einsum',
      in: ['a', 'a', 'one'],
      attributes: { equation: { text: 'ab,cd,abcd->' } },
    };
    expect(codeOf(network([einsum], [ones('a', 20, 20), ones('one', 1, 1, 1, 1)]))).toBeNull();
    const up: NodeText = { op: 'ConvTranspose', in: ['x', 'w'], attributes: { strides: { ints: [2, 2] } } };
    expect(codeOf(network([up], [ones('w', 1, 64, 2, 2)]))).toBeNull();
    const [, , tensors] = large[8]!;
    expect(
      codeOf(
        network(
          [{ op: 'Reshape', in: ['x', 's'], out: ['r'] }, ...sequence('LSTM', 256).slice(1)],
          [longs('s', 64, 64, 1), ...tensors.slice(1)],
        ),
      ),
    ).toBeNull();
  });

  it('is refused where a picture grows with its shape kept', () => {
    const resize: NodeText[] = [
      { op: 'Reshape', in: ['x', 's'], out: ['r'] },
      {
        op: 'Resize',
        in: ['r', '', '', 'sizes'],
        attributes: { axes: { ints: [2, 3] }, keep_aspect_ratio_policy: { text: 'not_smaller' } },
      },
    ];
    expect(codeOf(network(resize, [longs('s', 1, 1, 4096, 1), longs('sizes', 4096, 100_000)]))).toBe(
      'onnx-memory-limit',
    );
  });
});

describe('a network that makes its sizes of numbers which the runtime holds otherwise', () => {
  /** A file that expands one number to as many as `k` says. */
  const growing = (nodes: NodeText[], ...tensors: Uint8Array[]) =>
    network(
      [
        ...nodes,
        { op: 'Concat', in: ['k', 'one'], out: ['shape'], attributes: { axis: { int: 0 } } },
        { op: 'Expand', in: ['c', 'shape'] },
      ],
      [longs('one', 1), ones('c', 1, 1), ...tensors],
    );
  const cast = (from: string, out: string, type: number): NodeText => ({
    op: 'Cast',
    in: [from],
    out: [out],
    attributes: to(type),
  });
  const combine = (op: string, a: string, b: string, out: string): NodeText => ({ op, in: [a, b], out: [out] });

  it.each([
    [
      'less than nothing, without a sign',
      growing(
        [cast('less', 'u', TYPE.UINT32), cast('u', 'v', TYPE.INT64), combine('Add', 'v', 'two', 'k')],
        longs('less', -1),
        longs('two', 2),
      ),
    ],
    [
      'more than a byte holds',
      growing(
        [
          cast('less', 'u', TYPE.UINT8),
          cast('u', 'v', TYPE.INT64),
          combine('Mul', 'v', 'many', 'w'),
          combine('Add', 'w', 'more', 'k'),
        ],
        longs('less', 256),
        longs('many', -10_000_000),
        longs('more', 2_560_000_001),
      ),
    ],
    [
      'more than 32 bits of a real number hold',
      growing(
        [
          cast('big', 'f', TYPE.FLOAT),
          combine('Sub', 'f', 'near', 'd'),
          combine('Mul', 'd', 'many', 'e'),
          cast('e', 'g', TYPE.INT64),
          combine('Add', 'g', 'less', 'k'),
        ],
        longs('big', 16_777_219),
        floats('near', 16_777_218),
        floats('many', 1e9),
        longs('less', -999_999_999),
      ),
    ],
    [
      'more than can be counted here',
      growing(
        [cast('big', 'f', TYPE.INT64), combine('Sub', 'f', 'near', 'd'), combine('Add', 'd', 'one', 'k')],
        longs('big', 2n ** 53n + 2n ** 31n),
        longs('near', 2n ** 53n - 1n),
      ),
    ],
    [
      'more than 32 bits hold',
      growing(
        [combine('Add', 'most', 'least', 'over'), cast('over', 'v', TYPE.INT64), combine('Sub', 'off', 'v', 'k')],
        tensor({ name: 'most', dims: [1], type: TYPE.INT32, raw: Uint8Array.of(0xff, 0xff, 0xff, 0x7f) }),
        tensor({ name: 'least', dims: [1], type: TYPE.INT32, raw: Uint8Array.of(1, 0, 0, 0) }),
        longs('off', 2n ** 31n + 1n),
      ),
    ],
    [
      'a real number that no whole one is',
      growing(
        [cast('far', 'i', TYPE.INT32), cast('i', 'v', TYPE.INT64), combine('Sub', 'off', 'v', 'k')],
        floats('far', 4e9),
        longs('off', 4_000_000_001),
      ),
    ],
    [
      'what is left of a division of real numbers',
      growing(
        [
          { op: 'Mod', in: ['three', 'two'], out: ['rest'], attributes: { fmod: { int: 1 } } },
          combine('Greater', 'rest', 'none', 'is'),
          { op: 'Where', in: ['is', 'many', 'one'], out: ['k'] },
        ],
        floats('three', 3),
        floats('two', 2),
        floats('none', 0),
        longs('many', 1_000_000_000),
      ),
    ],
    [
      'a list that says more than its type',
      growing(
        [
          cast('lie', 'v', TYPE.INT64),
          combine('Sub', 'off', 'v', 'd'),
          combine('Mul', 'd', 'many', 'e'),
          combine('Add', 'e', 'one', 'k'),
        ],
        joined(field(1, 1), field(2, TYPE.UINT8), field(8, 'lie'), field(5, varint(300))),
        longs('off', 300),
        longs('many', 10_000_000),
      ),
    ],
  ])('is refused: %s', (_what, model) => {
    expect(codeOf(model)).toBe('onnx-memory-limit');
  });

  it('is refused where the ends of a range are so far apart that their difference turns over', () => {
    const end = (name: string, ...raw: number[]) =>
      tensor({ name, dims: [], type: TYPE.INT32, raw: Uint8Array.from(raw) });
    const range = network(
      [{ op: 'Range', in: ['a', 'b', 'c'] }],
      [end('a', 0xff, 0xff, 0xff, 0x7f), end('b', 0, 0, 0, 0xc0), end('c', 1, 0, 0, 0)],
    );
    expect(codeOf(range)).toBe('onnx-memory-limit');
  });

  it('is not one that reckons as shapes are reckoned: in whole and in real numbers that are held as they are', () => {
    const reckoning: NodeText[] = [
      { op: 'Shape', in: ['x'], out: ['s'] },
      cast('s', 'f', TYPE.FLOAT),
      combine('Mul', 'f', 'half', 'h'),
      cast('h', 'i', TYPE.INT32),
      cast('i', 'l', TYPE.INT64),
      { op: 'Gather', in: ['l', 'third'], out: ['k'] },
    ];
    expect(codeOf(growing(reckoning, floats('half', 0.5), longs('third', 2)))).toBeNull();
  });

  it('is refused where something empty is given a length that comes out of the picture, and then summed up', () => {
    const nodes: NodeText[] = [
      { op: 'ReduceMax', in: ['x'], out: ['m'], attributes: { keepdims: { int: 0 } } },
      cast('m', 'i', TYPE.INT64),
      combine('Mul', 'i', 'none', 'z'),
      combine('Add', 'z', 'sides', 't'),
      { op: 'Reshape', in: ['empty', 't'], out: ['r'], attributes: { allowzero: { int: 1 } } },
      { op: 'ReduceSum', in: ['r', 'first'], attributes: { keepdims: { int: 0 } } },
    ];
    const tensors = [longs('none', 0), longs('sides', 0, 1_000_000_000), ones('empty', 0, 5), longs('first', 0)];
    expect(codeOf(network(nodes, tensors))).toBe('onnx-memory-limit');
  });

  it('is refused where something empty is summed up along sides that the runtime then overlooks', () => {
    const sum: NodeText = { op: 'ReduceSum', in: ['empty', 'both'], attributes: { keepdims: { int: 0 } } };
    expect(codeOf(network([sum], [ones('empty', 0, 1_000_000_000), longs('both', 0, -1)]))).toBe('onnx-memory-limit');
  });

  it('is refused where the slope of a unit makes a plane of a column', () => {
    const unit: NodeText[] = [
      { op: 'Reshape', in: ['x', 'column'], out: ['r'] },
      { op: 'PRelu', in: ['r', 'slope'] },
    ];
    expect(codeOf(network(unit, [longs('column', -1, 1), ones('slope', 1, 100_000)], 256), 256)).toBe(
      'onnx-memory-limit',
    );
  });

  it('is refused where it is divided into more parts, or fewer, than there are names for', () => {
    const parts = (num: number): NodeText => ({
      op: 'Split',
      in: ['x'],
      out: ['y', 'z'],
      attributes: { axis: { int: 3 }, num_outputs: { int: num } },
    });
    expect([1, 2, 3].map((num) => codeOf(network([parts(num)])))).toEqual(['onnx-corrupt', null, 'onnx-corrupt']);
  });

  it('costs no memory where it is empty and has a side of thousands of millions', () => {
    const empty = ones('empty', 0, 5_000_000_000);
    expect(codeOf(network([{ op: 'Transpose', in: ['empty'] }], [empty]))).toBeNull();
    const cut: NodeText = { op: 'Slice', in: ['empty', 'from', 'upto'] };
    expect(codeOf(network([cut], [empty, longs('from', 0, 0), longs('upto', 0, 10n ** 12n)]))).toBeNull();
  });

  it('is refused where a size is less than nothing: it would pay for what others take', () => {
    const grid: NodeText = { op: 'AffineGrid', in: ['theta', 'size'] };
    expect(codeOf(network([grid], [ones('theta', 1, 2, 3), longs('size', 1, 1, -5, 5)]))).toBe('onnx-corrupt');
  });

  it('is refused with texts, whose length nobody knows', () => {
    expect(codeOf(network([{ op: 'Cast', in: ['x'], attributes: to(8) }]))).toBe('onnx-op-not-allowed');
  });
});

describe('an attribute that says one thing to one reader and another to the next', () => {
  /** An attribute of fields as they come. */
  const withAttributes = (op: string, inputs: string[], ...attributes: Uint8Array[]) =>
    file({
      nodes: [joined(node({ op, in: inputs }), ...attributes.map((attribute) => field(5, attribute)))],
      inputs: [port('x', [1, 1, 64, 64])],
    });
  const one = tensor({ dims: [1], ints: [1] });
  const many = 1_000_000_000;

  it.each([
    ['a tensor and numbers', [joined(field(1, 'value'), field(5, one), field(8, many), field(20, 7))]],
    ['numbers and a tensor', [joined(field(1, 'value_ints'), field(5, one), field(8, many), field(20, 4))]],
    ['a tensor that says that it is a number', [joined(field(1, 'value'), field(5, one), field(20, 2))]],
    ['a tensor that does not say what it is', [joined(field(1, 'value'), field(5, one))]],
    [
      'two constants in one',
      [
        joined(field(1, 'value_ints'), field(8, many), field(20, 7)),
        joined(field(1, 'value'), field(5, one), field(20, 4)),
      ],
    ],
    ['none', []],
  ])('is refused: %s', (_what, attributes) => {
    expect(codeOf(withAttributes('Constant', [], ...attributes))).toBe('onnx-corrupt');
  });

  it('is nought where it says that it is a number and has none, as the runtime reads it', () => {
    const kept = joined(field(1, 'keepdims'), field(20, 2));
    const turned = file({
      nodes: [
        joined(node({ op: 'ReduceMax', in: ['x'], out: ['m'], attributes: { axes: { ints: [2] } } }), field(5, kept)),
        node({ op: 'Transpose', in: ['m'], attributes: { perm: { ints: [0, 2, 1] } } }),
      ],
      inputs: [port('x', [1, 1, 64, 64])],
    });
    expect(codeOf(turned)).toBeNull();
  });
});
