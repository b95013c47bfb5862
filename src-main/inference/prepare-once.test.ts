import { describe, expect, it } from 'vitest';
import { askSmall, formula, label, smallModel, smallPicture } from './fixtures/small-models.fixture.ts';

const picture = smallPicture(40, 40, [formula(40, 40, 3, 5, 2)]);

/** One network, of which it is said that it was shown pictures with this mean and deviation. */
const described = (mean: number, std: number) =>
  smallModel('classifier', {
    input: {
      channels: 3,
      size: [32, 32],
      range: { method: 'none' },
      normalisation: { mean: [mean, mean, mean], std: [std, std, std] },
      layout: 'NCHW',
    },
    outputs: [{ name: 'logits', kind: 'logits', activation: 'softmax', labels: ['a', 'b', 'c'].map(label) }],
  });

describe('a film of which two descriptions of one network are asked', () => {
  it('is prepared for each as it says, whichever was asked before', async () => {
    const [first, second] = [described(0.5, 0.25), described(0, 1)];
    // a frame of its own is prepared afresh
    const another = { ...picture, frames: picture.frames.map((frame) => ({ ...frame })) };
    const { outcome: alone } = await askSmall(second, another);
    const { outcome: before } = await askSmall(first, picture);
    const { outcome: after } = await askSmall(second, picture);
    expect(before.probabilities).not.toEqual(alone.probabilities);
    expect(after.probabilities).toEqual(alone.probabilities);
  });
});
