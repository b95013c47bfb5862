import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallModel, label } from './fixtures/small-models.fixture.ts';
import { file, node, port, tensor, type AttributeText } from './onnx/onnx-file.fixture.ts';
import { mustTakeOtherSizes } from './other-sizes.ts';
import { loadModel } from './session.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-other-sizes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const axes = (...ints: number[]): Record<string, AttributeText> => ({ axes: { ints }, keepdims: { int: 0 } });
const longs = (name: string, ...values: number[]) => tensor({ name, dims: [values.length], ints: values });
const both = node({ op: 'Concat', in: ['m', 'm'], attributes: { axis: { int: 1 } } });

/** What a network makes of steps [1, t, 1, 4, 4], whose number the file leaves open. */
const steps = {
  'the mean of all steps': [node({ op: 'ReduceMean', in: ['x'], out: ['n'], attributes: axes(1, 3, 4) })],
  'the highest of all steps': [node({ op: 'ReduceMax', in: ['x'], out: ['n'], attributes: axes(1, 3, 4) })],
  'one number whatever it sees': [
    node({ op: 'ReduceMean', in: ['x'], out: ['k'], attributes: axes(1, 3, 4) }),
    node({ op: 'Sub', in: ['k', 'k'], out: ['n'] }),
  ],
  'the first six steps': [
    node({ op: 'Gather', in: ['x', 'six'], out: ['g'], attributes: { axis: { int: 1 } } }),
    node({ op: 'ReduceMean', in: ['g'], out: ['n'], attributes: axes(1, 3, 4) }),
  ],
  'six steps, whose number is written into it': [
    node({ op: 'Reshape', in: ['x', 'written'], out: ['g'] }),
    node({ op: 'ReduceMean', in: ['g'], out: ['n'], attributes: axes(1, 3, 4) }),
  ],
};

async function ofSteps(what: keyof typeof steps, several = 6) {
  const bytes = file({
    nodes: [...steps[what], node({ op: 'Identity', in: ['n'], out: ['m'] }), both],
    inputs: [port('x', [1, 't', 1, 4, 4])],
    outputs: [port('y', [1, 2])],
    tensors: [longs('six', 0, 1, 2, 3, 4, 5), longs('written', 1, 6, 1, 4, 4)],
  });
  const { manifest } = smallModel('classifier', {
    task: 'sequence',
    input: {
      name: 'x',
      kind: 'sequence',
      layout: 'NTCHW',
      size: [null, 4, 4],
      range: { method: 'min-max' },
      normalisation: { mean: [0], std: [1] },
    },
    outputs: [{ name: 'y', kind: 'logits', activation: 'sigmoid', labels: [label('a'), label('b')] }],
    selfTest: {
      generator: { kind: 'sine', step: 0.37, amplitude: 1 },
      size: [several, 4, 4],
      expected: { y: [0] },
      tolerance: 1,
    },
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const place = path.join(folder, `${sha256}.onnx`);
  writeFileSync(place, bytes);
  const own = { ...manifest, file: { ...manifest.file, sha256, bytes: bytes.length } };
  return { network: await loadModel({ file: place, manifest: own }, 1), manifest: own };
}

const refused = {
  code: 'manifest-mismatch',
  details: { field: 'input.size', model: '6 × 4 × 4', manifest: '* × 4 × 4' },
};

describe('a network whose description says that it reads any number of steps', () => {
  it.each(['the mean of all steps', 'the highest of all steps', 'one number whatever it sees'] as const)(
    'passes where it answers %s',
    async (what) => {
      const { network, manifest } = await ofSteps(what);
      await expect(mustTakeOtherSizes(network, manifest)).resolves.toBeUndefined();
    },
  );

  it('is refused where it reads the first steps only, and would say nothing of the others', async () => {
    const { network, manifest } = await ofSteps('the first six steps');
    await expect(mustTakeOtherSizes(network, manifest)).rejects.toMatchObject(refused);
  });

  it('is refused where a number of steps is written into it, instead of breaking off on every other one', async () => {
    const { network, manifest } = await ofSteps('six steps, whose number is written into it');
    await expect(mustTakeOtherSizes(network, manifest)).rejects.toMatchObject(refused);
  });

  it('is not asked where its number is fixed, or where pieces and crops always have one size', async () => {
    const { network, manifest } = await ofSteps('six steps, whose number is written into it');
    const { input } = manifest;
    const point = { default: 'centre', cropPx: [4, 4] } as const;
    for (const other of [
      { ...manifest, input: { ...input, size: [6, 4, 4] } },
      { ...manifest, input: { ...input, point: { ...point, cropPx: [4, 4] as [number, number] } } },
      { ...manifest, tiling: { size: [6, 4, 4], overlap: 0 } },
    ]) {
      await expect(mustTakeOtherSizes(network, other)).resolves.toBeUndefined();
    }
  });
});

it('a network that takes pictures up to the size of its self-test passes', async () => {
  const { manifest } = await ofSteps('the mean of all steps', 6);
  const upTo = async (most: number) =>
    mustTakeOtherSizes(
      {
        run: async ({ dims }) => {
          const { CodedError } = await import('../../src-shared/contract/coded.ts');
          if (dims[1]! > most) throw new CodedError('model-run-failed');
          return { y: { dims: [1, 2], data: Float32Array.of(dims[1]!, 0) } };
        },
      },
      manifest,
    );
  await expect(upTo(6)).resolves.toBeUndefined();
  await expect(upTo(4)).rejects.toMatchObject(refused);
});
