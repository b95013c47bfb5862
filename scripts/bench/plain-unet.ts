import { label } from '../../src-main/inference/fixtures/small-models.fixture.ts';
import type { ModelOnDisk } from '../../src-main/inference/calls.ts';
import shipped from '../../models/chest-xr-lungs/manifest.json' with { type: 'json' };
import { NetworkFile } from './network-file.ts';

const SIDE = 256;
/** Channels of the levels, as MONAI's BasicUNet has them without its last, doubled one: 32 to 256. */
const LEVELS = [32, 64, 128, 256] as const;

/**
 * Writes a U-Net of ordinary size for pictures of 256 × 256 into `folder` (two convolutions of 3 × 3 a level, poolings of 2,
 * transposed convolutions, joined levels; Ronneberger et al. 2015).
 */
export function plainUnet(folder: string): Promise<ModelOnDisk> {
  const network = new NetworkFile();
  const last = layers(network);
  network.convolution(last, 'mask', [LEVELS[0], 1], { kernel: 1 });
  const described = {
    ...shipped,
    id: 'plain-unet',
    input: { ...shipped.input, size: [SIDE, SIDE] },
    outputs: [{ name: 'mask', kind: 'mask', activation: 'sigmoid', labels: [label('lung')] }],
  };
  return network.write(folder, described, [1, 1, SIDE, SIDE], ['mask', [1, 1, SIDE, SIDE]]);
}

function layers(network: NetworkFile): string {
  const convolved = (from: string, name: string, channels: number, out: number) =>
    network.add('Relu', [network.convolution(from, `${name}.c`, [channels, out], { kernel: 3 })], name);
  const twice = (from: string, name: string, channels: number, out: number) =>
    convolved(convolved(from, `${name}.a`, channels, out), `${name}.b`, out, out);
  const two = { strides: { ints: [2, 2] }, kernel_shape: { ints: [2, 2] } };
  const down: string[] = [];
  let last = 'image';
  LEVELS.forEach((channels, level) => {
    if (level > 0) last = network.add('MaxPool', [last], `pool${level}`, two);
    last = twice(last, `down${level}`, LEVELS[level - 1] ?? 1, channels);
    down.push(last);
  });
  for (let level = LEVELS.length - 2; level >= 0; level--) {
    const [channels, below] = [LEVELS[level] as number, LEVELS[level + 1] as number];
    const weights = network.weights(`up${level}.w`, [below, channels, 2, 2]);
    const up = network.add('ConvTranspose', [last, weights], `up${level}`, two);
    const both = network.add('Concat', [down[level] as string, up], `both${level}`, { axis: { int: 1 } });
    last = twice(both, `joined${level}`, 2 * channels, channels);
  }
  return last;
}
