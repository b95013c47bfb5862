import { describe, expect, it } from 'vitest';
import { newGrid } from '../../src-shared/pixels/grid.ts';
import { askNetwork } from './ask-network.ts';
import { label, smallModel } from './fixtures/small-models.fixture.ts';
import { finiteTensor, type PlainTensor } from './plain-tensor.ts';

const { manifest } = smallModel('classifier', {
  input: {
    channels: 3,
    size: [32, 32],
    range: { method: 'none' },
    normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
  },
  outputs: [
    { name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('a'), label('b')] },
    { name: 'cam', kind: 'activation', labels: ['a', 'b'] },
  ],
});

const tensor = (dims: number[]): PlainTensor => ({
  dims,
  data: new Float32Array(dims.reduce((product, side) => product * side, 1)),
});

/** What comes of a network that answers so. */
function ask(change: Record<string, PlainTensor | undefined>) {
  const outputs = { logits: tensor([1, 2]), cam: tensor([1, 2, 4, 5]), ...change } as Record<string, PlainTensor>;
  const network = { run: () => Promise.resolve(outputs) };
  return askNetwork(network, newGrid(3, 1, 32, 32), manifest, () => undefined);
}

describe('what a network is asked about', () => {
  it('has the sides that its description fixes, though the network would take others', async () => {
    const network = { run: () => Promise.resolve({ logits: tensor([1, 2]), cam: tensor([1, 2, 4, 5]) }) };
    const asked = (rows: number, columns: number, size: (number | null)[]) =>
      askNetwork(
        network,
        newGrid(3, 1, rows, columns),
        { ...manifest, input: { ...manifest.input, size } },
        () => undefined,
      );
    await expect(asked(40, 32, [32, 32])).rejects.toMatchObject({
      code: 'image-size-unsuitable',
      details: { found: '40 × 32', wanted: '32 × 32' },
    });
    await expect(asked(40, 33, [32, null])).rejects.toMatchObject({ details: { wanted: '32 × 33' } });
    await expect(asked(40, 33, [null, null])).resolves.toHaveLength(1);
  });
});

describe('what a network answers', () => {
  it('is read by the kinds of its outputs', async () => {
    const [answer] = await ask({});
    expect(answer!.vectors['logits']).toHaveLength(2);
    expect(answer!.grids['cam']).toMatchObject({ channels: 2, rows: 4, columns: 5 });
  });

  it('may keep sides of one around its numbers, or leave its batch out', async () => {
    for (const dims of [[1, 2, 1, 1], [1, 1, 2], [1, 1, 2, 1], [2]]) {
      const [answer] = await ask({ logits: tensor(dims) });
      expect(answer!.vectors['logits']).toHaveLength(2);
    }
  });

  it.each([
    ['one logit for two labels', { logits: tensor([1, 1]) }, '1 × 1'],
    ['three logits for two labels', { logits: tensor([1, 3]) }, '1 × 3'],
    ['no logits', { logits: tensor([1, 0]) }, '1 × 0'],
    ['logits in two directions', { logits: tensor([1, 2, 2]) }, '1 × 2 × 2'],
    ['one logit without a batch', { logits: tensor([1]) }, '1'],
    ['a batch of two', { logits: tensor([2, 1]) }, '2 × 1'],
    ['a map without channels', { cam: tensor([2, 2, 3]) }, '2 × 2 × 3'],
    ['a map of one channel for two labels', { cam: tensor([1, 1, 2, 3]) }, '1 × 1 × 2 × 3'],
    ['a map without rows', { cam: tensor([1, 2, 0, 3]) }, '1 × 2 × 0 × 3'],
    ['a map of five dimensions', { cam: tensor([1, 2, 2, 3, 1]) }, '1 × 2 × 2 × 3 × 1'],
  ])('is refused with %s, and its shape is named', async (_name, change, shape) => {
    await expect(ask(change)).rejects.toMatchObject({
      code: 'model-output-invalid',
      details: { output: Object.keys(change)[0], shape },
    });
  });

  it('may leave out the only channel of a mask', async () => {
    const output = { name: 'out', kind: 'mask' as const, activation: 'sigmoid' as const, labels: [label('a')] };
    const asked = {
      ...manifest,
      input: { ...manifest.input, size: [16, 24], channels: 1 as const },
      outputs: [output],
    };
    const ask = (dims: number[]) =>
      askNetwork({ run: () => Promise.resolve({ out: tensor(dims) }) }, newGrid(1, 1, 16, 24), asked, () => undefined);
    const [answer] = await ask([1, 16, 24]);
    expect(answer!.grids['out']).toMatchObject({ channels: 1, rows: 16, columns: 24 });
    await expect(ask([16, 24])).rejects.toMatchObject({ code: 'model-output-invalid' });
  });

  it('may be a mask coarser than its tile: it is enlarged before tiles are blended', async () => {
    const output = { name: 'out', kind: 'mask' as const, activation: 'sigmoid' as const, labels: [label('a')] };
    const asked = {
      ...manifest,
      input: { ...manifest.input, channels: 1 as const },
      outputs: [output],
      tiling: { size: [4, 4], overlap: 0.5 },
    };
    const run = () => Promise.resolve({ out: { dims: [1, 1, 2, 2], data: Float32Array.of(0, 1, 0, 1) } });
    const of = async (columns: number) =>
      (await askNetwork({ run }, newGrid(1, 1, 4, columns), asked, () => undefined))[0]!.grids['out']!;
    // torch.nn.functional.interpolate(mode='bilinear')
    const line = [0, 0.25, 0.75, 1];
    expect([...(await of(4)).values]).toEqual([...line, ...line, ...line, ...line]);
    const [first, second, third, fourth, fifth, sixth] = (await of(6)).values;
    expect([first, second, fifth, sixth]).toEqual([0, 0.25, 0.75, 1].map((value) => expect.closeTo(value, 6)));
    expect(third).toBeGreaterThan(0);
    expect(fourth).toBeLessThan(1);
  });

  it.each([
    ['image', 2, [1, 1, 16, 24], '1 × 1 × 16 × 24'],
    ['image', 1, [1, 1, 24, 16], '1 × 1 × 24 × 16'],
    ['reconstruction', 1, [1, 1, 24, 16], '1 × 1 × 24 × 16'],
    ['reconstruction', 1, [1, 3, 16, 24], '3 × 1 × 16 × 24'],
  ] as const)(
    'is refused where an output of kind %s (scale %s) has not a place for each pixel',
    async (kind, scale, dims, shape) => {
      const output = kind === 'image' ? { name: 'out', kind, scale, black: 0, white: 1 } : { name: 'out', kind };
      const input = { ...manifest.input, size: [16, 24], channels: 1 as const };
      const asked = { ...manifest, input, outputs: [output] };
      const asking = (sides: number[]) =>
        askNetwork(
          { run: () => Promise.resolve({ out: tensor(sides) }) },
          newGrid(1, 1, 16, 24),
          asked,
          () => undefined,
        );
      await expect(asking([...dims])).rejects.toMatchObject({
        code: 'model-output-invalid',
        details: { output: 'out', shape },
      });
      expect(await asking([1, 1, 16 * scale, 24 * scale])).toHaveLength(1);
    },
  );

  it.each([
    ['logits', [1, 2], [0.2, 1.7]],
    ['logits', [1, 2], [-3, 0.5]],
    ['mask', [1, 2, 1, 1], [0.5, 5]],
  ] as const)('is refused where %s are said to be probabilities and are none', async (kind, dims, [first, second]) => {
    const output = { name: 'out', kind, activation: 'identity' as const, labels: [label('a'), label('b')] };
    const asking = (...numbers: number[]) => {
      const run = () => Promise.resolve({ out: { dims, data: Float32Array.from(numbers) } });
      const input = { ...manifest.input, size: [1, 1] };
      return askNetwork({ run }, newGrid(3, 1, 1, 1), { ...manifest, input, outputs: [output] }, () => undefined);
    };
    await expect(asking(first, second)).rejects.toMatchObject({
      code: 'model-output-invalid',
      details: { output: 'out' },
    });
    // what rounding leaves of 0 and 1 is taken for them
    expect(await asking(-0.0004, 1.0004)).toHaveLength(1);
  });

  it.each(['logits', 'cam'])('is refused where %s is missing', async (name) => {
    await expect(ask({ [name]: undefined })).rejects.toMatchObject({
      code: 'model-output-invalid',
      details: { output: name },
    });
  });
});

describe('an output of the runtime', () => {
  it.each([NaN, Infinity, -Infinity])('with %s anywhere is no answer', (bad) => {
    for (let place = 0; place < 6; place++) {
      const data = new Float32Array(6);
      data[place] = bad;
      expect(() => finiteTensor('cam', { dims: [1, 6], data })).toThrow('model-output-invalid');
    }
  });

  it.each([[new Int32Array(2)], [new BigInt64Array(2)], [[1, 2]], [undefined]])('of %o is no answer', (data) => {
    expect(() => finiteTensor('logits', { dims: [1, 2], data })).toThrow('model-output-invalid');
    expect(() => finiteTensor('logits', undefined)).toThrow('model-output-invalid');
  });
});
