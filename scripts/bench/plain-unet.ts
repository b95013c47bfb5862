import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { label } from '../../src-main/inference/fixtures/small-models.fixture.ts';
import type { ModelOnDisk } from '../../src-main/inference/calls.ts';
import { file, node, port, tensor } from '../../src-main/inference/onnx/onnx-file.fixture.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import shipped from '../../models/chest-xr-lungs/manifest.json' with { type: 'json' };

const SIDE = 256;
/** Channels of the levels, as MONAI's BasicUNet has them without its last, doubled one: 32 to 256. */
const LEVELS = [32, 64, 128, 256] as const;

/**
 * Writes a U-Net of ordinary size for pictures of 256 × 256 (two convolutions of 3 × 3 a level, poolings of 2, transposed
 * convolutions, joined levels; Ronneberger et al. 2015) with weights by a formula: how long it takes does not depend on what it
 * has learned.
 */
export function plainUnet(folder: string): ModelOnDisk {
  const { nodes, tensors, last } = layers();
  const bytes = file({
    nodes: [...nodes, node({ op: 'Conv', in: [last, 'head'], out: ['mask'] })],
    tensors: [...tensors, weights('head', [1, LEVELS[0], 1, 1])],
    inputs: [port('image', [1, 1, SIDE, SIDE])],
    outputs: [port('mask', [1, 1, SIDE, SIDE])],
  });
  const name = 'plain-unet.onnx';
  fs.writeFileSync(path.join(folder, name), bytes);
  const described = {
    ...shipped,
    id: 'plain-unet',
    input: { ...shipped.input, size: [SIDE, SIDE] },
    outputs: [{ name: 'mask', kind: 'mask', activation: 'sigmoid', labels: [label('lung')] }],
    calibration: { method: 'none' },
    domain: { method: 'none' },
    file: { name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, opset: 17 },
    selfTest: { ...shipped.selfTest, expected: {} },
  };
  return { file: path.join(folder, name), manifest: ModelManifest.parse(JSON.parse(JSON.stringify(described))) };
}

function layers() {
  const nodes: Uint8Array[] = [];
  const tensors: Uint8Array[] = [];
  const convolved = (from: string, name: string, channels: number, out: number) => {
    tensors.push(weights(`${name}.w`, [out, channels, 3, 3]));
    nodes.push(
      node({ op: 'Conv', in: [from, `${name}.w`], out: [`${name}.c`], attributes: { pads: { ints: [1, 1, 1, 1] } } }),
      node({ op: 'Relu', in: [`${name}.c`], out: [name] }),
    );
    return name;
  };
  const twice = (from: string, name: string, channels: number, out: number) =>
    convolved(convolved(from, `${name}.a`, channels, out), `${name}.b`, out, out);
  const two = { strides: { ints: [2, 2] }, kernel_shape: { ints: [2, 2] } };
  const down: string[] = [];
  let last = 'image';
  LEVELS.forEach((channels, level) => {
    if (level > 0) {
      nodes.push(node({ op: 'MaxPool', in: [last], out: [`pool${level}`], attributes: two }));
      last = `pool${level}`;
    }
    last = twice(last, `down${level}`, LEVELS[level - 1] ?? 1, channels);
    down.push(last);
  });
  for (let level = LEVELS.length - 2; level >= 0; level--) {
    const [channels, below] = [LEVELS[level] as number, LEVELS[level + 1] as number];
    tensors.push(weights(`up${level}.w`, [below, channels, 2, 2]));
    nodes.push(
      node({ op: 'ConvTranspose', in: [last, `up${level}.w`], out: [`up${level}`], attributes: two }),
      node({
        op: 'Concat',
        in: [down[level] as string, `up${level}`],
        out: [`both${level}`],
        attributes: { axis: { int: 1 } },
      }),
    );
    last = twice(`both${level}`, `joined${level}`, 2 * channels, channels);
  }
  return { nodes, tensors, last };
}

/** Small numbers of both signs, so that activations neither vanish nor grow. */
function weights(name: string, dims: readonly number[]): Uint8Array {
  const inputs = dims.slice(1).reduce((product, side) => product * side, 1);
  const floats = Array.from(
    { length: inputs * (dims[0] as number) },
    (_, i) => Math.sin(i * 12.9898) / Math.sqrt(inputs / 4),
  );
  return tensor({ name, dims, floats });
}
