import type { ModelOnDisk } from '../../src-main/inference/calls.ts';
import { classifierManifest } from './classifier-manifest.ts';
import { NetworkFile } from './network-file.ts';

const SIDE = 224;
/** Expansion, channels, repeats and first stride of the stages (Sandler et al. 2018, table 2). */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;
const FIRST = 32;
const LAST = 1280;

/**
 * Writes a small classifier as people have them into `folder`: MobileNetV2 for pictures of 224 × 224 in three channels, two
 * labels, its batch normalisations folded into the convolutions, as exporters do.
 */
export function plainClassifier(folder: string): Promise<ModelOnDisk> {
  const network = new NetworkFile();
  const [low, high] = [network.numbers('zero', [], [0]), network.numbers('six', [], [6])];
  const bent = (from: string) => network.add('Clip', [from, low, high], `${from}.six`);
  let last = bent(network.convolution('image', 'first', [3, FIRST], { kernel: 3, stride: 2 }));
  let channels: number = FIRST;
  STAGES.forEach(([expansion, out, repeats, first], stage) => {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const name = `stage${stage}.${repeat}`;
      const wide = channels * expansion;
      const stride = repeat === 0 ? first : 1;
      const expanded =
        expansion === 1 ? last : bent(network.convolution(last, `${name}.wide`, [channels, wide], { kernel: 1 }));
      const seen = network.convolution(expanded, `${name}.seen`, [wide, wide], { kernel: 3, stride, depthwise: true });
      const narrow = network.convolution(bent(seen), `${name}.narrow`, [wide, out], { kernel: 1 });
      last = stride === 1 && channels === out ? network.add('Add', [last, narrow], `${name}.sum`) : narrow;
      channels = out;
    }
  });
  last = bent(network.convolution(last, 'last', [channels, LAST], { kernel: 1 }));
  last = network.add('Flatten', [network.add('GlobalAveragePool', [last], 'pooled')], 'flat');
  const weights = network.weights('head.w', [2, LAST]);
  network.add('Gemm', [last, weights], 'logits', { transB: { int: 1 } });
  return network.write(folder, classifierManifest('plain-classifier', SIDE), [1, 3, SIDE, SIDE], ['logits', [1, 2]]);
}
