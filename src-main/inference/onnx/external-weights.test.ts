import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weightFilesOf, withWeightsInside } from './external-weights.ts';
import { file, node, port, tensor } from './onnx-file.fixture.ts';
import { readModel } from './read-model.ts';

const PORTS = { inputs: [port('x', [1, 1, 4, 4])], outputs: [port('y', [1, 1, 4, 4])] };
const raw = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
const inner = (external: [string, string][] | undefined) =>
  tensor({ dims: [4], ...(external ? { external } : { raw }) });
/** A model with a weight in its graph and a constant in a node, in the file or beside it. */
const model = (first: [string, string][] | undefined, second: [string, string][] | undefined) =>
  file({
    nodes: [
      node({ op: 'Constant', out: ['c'], attributes: { value: { tensor: inner(second) } } }),
      node({ op: 'Add', in: ['x', 'c'], out: ['a'] }),
      node({ op: 'Mul', in: ['a', 'w'] }),
    ],
    ...PORTS,
    tensors: [tensor({ name: 'w', dims: [2, 2], ...(first ? { external: first } : { raw }) })],
  });
const codeOf = (work: () => unknown) => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('weights beside a model file', () => {
  const apart = model(
    [['location', 'a.data']],
    [
      ['location', 'b.data'],
      ['offset', '3'],
      ['length', '16'],
    ],
  );
  const files = new Map([
    ['a.data', raw],
    ['b.data', Uint8Array.of(9, 9, 9, ...raw, 9)],
  ]);

  it('are named, each file once', () => {
    expect(weightFilesOf(apart).sort()).toEqual(['a.data', 'b.data']);
    expect(weightFilesOf(model([['location', 'a.data']], [['location', 'a.data']]))).toEqual(['a.data']);
    expect(weightFilesOf(model(undefined, undefined))).toEqual([]);
  });

  it('become a model that holds the same weights itself', () => {
    const whole = withWeightsInside(apart, files);
    expect(weightFilesOf(whole)).toEqual([]);
    const { graph } = readModel(whole);
    const want = readModel(model(undefined, undefined)).graph;
    const plain = ({ name, dims, type, bytes, values }: ReturnType<typeof graph.tensors.get> & object) => ({
      ...{ name, dims, type, bytes, values },
    });
    expect([...graph.tensors.values()].map(plain)).toEqual([...want.tensors.values()].map(plain));
    expect(graph.nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs])).toEqual(
      want.nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs]),
    );
    const constant = graph.nodes[0]?.attributes.get('value')?.tensor;
    expect(constant && plain(constant)).toEqual(plain(want.nodes[0]!.attributes.get('value')!.tensor!));
  });

  it('leave a model that has none as it is, byte by byte', () => {
    const bytes = model(undefined, undefined);
    expect(withWeightsInside(bytes, new Map())).toEqual(bytes);
  });

  it.each([
    ['of a file that is not there', new Map([['a.data', raw]])],
    [
      'beyond the end of a file',
      new Map([
        ['a.data', raw],
        ['b.data', raw],
      ]),
    ],
  ])('%s are refused', (_what, given) => {
    expect(codeOf(() => withWeightsInside(apart, given))).toBe('onnx-external-range');
  });

  it('outside the folder are refused before anything is read', () => {
    for (const location of ['../a', '/a', 'sub/a', 'a\\b', '.', 'C:a', '']) {
      expect(codeOf(() => weightFilesOf(model([['location', location]], undefined)))).toBe('onnx-path-escape');
    }
  });

  it('never bring about anything but a code, however a file is damaged', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(apart.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const damaged = Uint8Array.from(apart);
        for (const [at, value] of changes) damaged[at] = value;
        for (const work of [() => weightFilesOf(damaged), () => withWeightsInside(damaged, files)]) {
          expect(codeOf(work)).not.toBe(undefined);
        }
      }),
      { numRuns: 500 },
    );
  });
});
