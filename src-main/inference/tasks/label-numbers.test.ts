import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readAnswer } from '../ask-network.ts';
import type { ModelOnDisk } from '../calls.ts';
import {
  askSmall,
  label,
  smallModel,
  smallPicture,
  smooth,
  type Differently,
} from '../fixtures/small-models.fixture.ts';
import { field, file, joined, node, port, tensor } from '../onnx/onnx-file.fixture.ts';
import { loadModel } from '../session.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-label-numbers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TYPES = { float: 1, uint8: 2, int32: 6, int64: 7 } as const;
const scalar = (name: string, value: number) => tensor({ name, dims: [1, 1, 1, 1], floats: [value] });

/** Says of every place 0, 1 above 0.3, and 2 above 0.6: the number of the highest of three, as an argmax does. */
function numbering(type: keyof typeof TYPES, change: Differently = {}): ModelOnDisk {
  const bytes = file({
    nodes: [
      node({ op: 'Mul', in: ['x', 'zero'], out: ['nought'] }),
      node({ op: 'Add', in: ['nought', 'low'], out: ['background'] }),
      node({ op: 'Mul', in: ['x', 'two'], out: ['double'] }),
      node({ op: 'Sub', in: ['double', 'high'], out: ['second'] }),
      node({ op: 'Concat', in: ['background', 'x', 'second'], out: ['all'], attributes: { axis: { int: 1 } } }),
      node({ op: 'ArgMax', in: ['all'], out: ['n'], attributes: { axis: { int: 1 }, keepdims: { int: 1 } } }),
      node({ op: 'Cast', in: ['n'], attributes: { to: { int: TYPES[type] } } }),
    ],
    inputs: [port('x', [1, 1, 'rows', 'columns'])],
    outputs: [joined(field(1, 'y'), field(2, field(1, field(1, TYPES[type]))))],
    tensors: [scalar('zero', 0), scalar('two', 2), scalar('low', 0.3), scalar('high', 0.6)],
  });
  const { manifest } = smallModel('outliner', {
    task: 'segmentation',
    outputs: [{ name: 'y', kind: 'mask', activation: 'index', labels: [label('grey'), label('bright')] }],
    selfTest: {
      generator: { kind: 'sine', step: 0.1, amplitude: 1 },
      size: [8, 8],
      expected: { y: [0] },
      tolerance: 0.5,
    },
    ...change,
    input: {
      name: 'x',
      size: [null, null],
      resize: { fit: 'none', filter: 'linear' },
      range: { method: 'none' },
      normalisation: { mean: [0], std: [1] },
      ...change.input,
    },
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const place = path.join(folder, `${sha256}.onnx`);
  writeFileSync(place, bytes);
  return { file: place, manifest: { ...manifest, file: { ...manifest.file, sha256, bytes: bytes.length } } };
}

const [rows, columns] = [45, 70];
const values = smooth(rows, columns, 0.4);
const wanted = Array.from(values, (value) => (value / 255 > 0.6 ? 2 : value / 255 > 0.3 ? 1 : 0));
const picture = smallPicture(rows, columns, [values]);

describe('a network that answers the number of a label for every place', () => {
  it.each(Object.keys(TYPES) as (keyof typeof TYPES)[])('outlines what it says, in %s', async (type) => {
    const model = numbering(type);
    const { outcome } = await askSmall(model, picture);
    expect(outcome.pictures.map(({ artefact }) => artefact.kind)).toEqual(['mask']);
    expect(outcome.segments).toMatchObject(
      [1, 2].map((number) => ({
        areaPx: wanted.filter((value) => value === number).length,
        interval: null,
        confidence: null,
      })),
    );
  });

  it('in pieces is blended by what each piece says', async () => {
    const model = numbering('int64', { tiling: { size: [16, 16], overlap: 0.5 } });
    const { outcome } = await askSmall(model, picture);
    expect(outcome.segments!.map(({ areaPx }) => areaPx)).toEqual(
      [1, 2].map((number) => wanted.filter((value) => value === number).length),
    );
  });

  it('is refused where its description does not say so', () => {
    const outputs: Differently['outputs'] = [
      { name: 'y', kind: 'mask', activation: 'identity', labels: [label('only')] },
    ];
    return expect(loadModel(numbering('int64', { outputs }), 1)).rejects.toMatchObject({
      code: 'manifest-mismatch',
      details: { field: 'outputs.y', outputType: 'int64' },
    });
  });

  it.each([[3], [-1], [0.5], [255]])('says nothing where it answers %s, the number of no label', (number) => {
    const { manifest } = numbering('float');
    const said = { y: { dims: [1, 1, 1, 2], data: Float32Array.of(0, number) } };
    expect(() => readAnswer(said, manifest)).toThrow(
      expect.objectContaining({ code: 'model-output-invalid', details: { output: 'y', number } }),
    );
  });

  it('can have no calibration', () => {
    expect(() => numbering('float', { calibration: { method: 'isotonic', labels: {} } })).toThrow(/calibration-index/);
  });
});
