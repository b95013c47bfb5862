import type { ModelOnDisk } from '../../src-main/inference/calls.ts';
import { classifierManifest } from './classifier-manifest.ts';
import { NetworkFile } from './network-file.ts';

const SIDE = 224;
/** Layers of the blocks (Huang et al. 2017, table 1), channels that a layer adds, and those that it narrows to first. */
const BLOCKS = [6, 12, 24, 16] as const;
const GROWTH = 32;
const NARROW = 4 * GROWTH;

/**
 * Writes the network that most published readers of chest films are (CheXNet, Rajpurkar et al. 2017) into `folder`: DenseNet-121
 * for pictures of 224 × 224 in three channels, two labels. Batch normalisations behind convolutions are folded into them, as
 * exporters do.
 */
export function filmClassifier(folder: string): Promise<ModelOnDisk> {
  const network = new NetworkFile();
  const relu = (from: string) => network.add('Relu', [from], `${from}.relu`);
  const normalised = (from: string, channels: number) => relu(normalisation(network, from, channels));
  const pooling = (side: number, border: number) => ({
    kernel_shape: { ints: [side, side] },
    strides: { ints: [2, 2] },
    pads: { ints: Array<number>(4).fill(border) },
  });
  let channels = 2 * GROWTH;
  let last = relu(network.convolution('image', 'first', [3, channels], { kernel: 7, stride: 2 }));
  last = network.add('MaxPool', [last], 'pooled', pooling(3, 1));
  BLOCKS.forEach((layers, block) => {
    for (let layer = 0; layer < layers; layer++) {
      const name = `block${block}.${layer}`;
      const seen = normalised(last, channels);
      const narrow = relu(network.convolution(seen, `${name}.narrow`, [channels, NARROW], { kernel: 1 }));
      const added = network.convolution(narrow, `${name}.added`, [NARROW, GROWTH], { kernel: 3 });
      last = network.add('Concat', [last, added], `${name}.both`, { axis: { int: 1 } });
      channels += GROWTH;
    }
    last = normalised(last, channels);
    if (block === BLOCKS.length - 1) return;
    const halved = network.convolution(last, `step${block}`, [channels, channels / 2], { kernel: 1 });
    last = network.add('AveragePool', [halved], `smaller${block}`, pooling(2, 0));
    channels /= 2;
  });
  last = network.add('Flatten', [network.add('GlobalAveragePool', [last], 'means')], 'flat');
  network.add('Gemm', [last, network.weights('head.w', [2, channels])], 'logits', { transB: { int: 1 } });
  return network.write(folder, classifierManifest('film-classifier', SIDE), [1, 3, SIDE, SIDE], ['logits', [1, 2]]);
}

/** Of what several layers made: none of them can take it in. */
function normalisation(network: NetworkFile, from: string, channels: number): string {
  const all = (name: string, value: number) =>
    network.numbers(`${from}.${name}`, [channels], Array<number>(channels).fill(value));
  const numbers = [all('scale', 0.7), all('bias', 0), all('mean', 0), all('variance', 1)];
  return network.add('BatchNormalization', [from, ...numbers], `${from}.normal`);
}
