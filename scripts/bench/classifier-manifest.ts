import { label } from '../../src-main/inference/fixtures/small-models.fixture.ts';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };

/** The description of a classifier of chest films in three channels, side × side, with two labels. */
export function classifierManifest(id: string, side: number) {
  const three = (value: number) => [value, value, value];
  const { mean, std } = shipped.input.normalisation;
  return {
    ...shipped,
    id,
    input: {
      ...shipped.input,
      channels: 3,
      size: [side, side],
      normalisation: { mean: three(mean[0] as number), std: three(std[0] as number) },
    },
    outputs: [{ name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('yes'), label('no')] }],
  };
}
