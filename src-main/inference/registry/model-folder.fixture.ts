import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import shipped from '../../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { file, node, port } from '../onnx/onnx-file.fixture.ts';

export const SIDE = 8;

/** A network that answers with two logits: the picture's mean, twice. */
export function meanModel(): Uint8Array {
  const axes = { axes: { ints: [2, 3] }, keepdims: { int: 0 } };
  return file({
    nodes: [
      node({ op: 'ReduceMean', in: ['x'], out: ['m'], attributes: axes }),
      node({ op: 'Concat', in: ['m', 'm'], attributes: { axis: { int: 1 } } }),
    ],
    inputs: [port('x', [1, 1, SIDE, SIDE])],
    outputs: [port('y', [1, 2])],
  });
}

/** What {@link meanModel} answers to the self-test's picture. */
export function expectedMean(step = 0.37): number {
  const values = Array.from({ length: SIDE * SIDE }, (_, i) => Math.sin(step * i));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A manifest for a model file; `change` replaces fields. */
export function manifestFor(bytes: Uint8Array, change: object = {}) {
  return {
    ...shipped,
    id: 'mean',
    version: '1.0.0',
    file: {
      name: 'model.onnx',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      opset: 17,
    },
    input: { ...shipped.input, name: 'x', size: [SIDE, SIDE] },
    outputs: [{ ...shipped.outputs[0], name: 'y' }],
    domain: { method: 'none' },
    selfTest: {
      generator: { kind: 'sine', step: 0.37, amplitude: 1 },
      expected: { y: [expectedMean(), expectedMean()] },
      tolerance: 1e-5,
    },
    ...change,
  };
}

/** Writes a model's folder; `manifest` as text or as what becomes JSON, `bytes` null: no model file. */
export function putModel(folder: string, manifest: unknown, bytes: Uint8Array | null = meanModel()): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'manifest.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  if (bytes) writeFileSync(path.join(folder, 'model.onnx'), bytes);
  return folder;
}
