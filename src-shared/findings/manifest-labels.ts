import type { ManifestFields } from './manifest-fields.ts';
import type { ModelLabel } from './model-output.ts';

/** The labels of a manifest's logits, else of its masks, in the order of the network's output. */
export function labelsOf({ outputs }: Pick<ManifestFields, 'outputs'>): ModelLabel[] {
  const of = (kind: 'logits' | 'mask') => outputs.flatMap((output) => (output.kind === kind ? output.labels : []));
  const said = of('logits');
  return said.length > 0 ? said : of('mask');
}

/** The operating point of a label; the first one named `default`, else the first; undefined where there is none. */
export function operatingPointOf(
  manifest: Pick<ManifestFields, 'operatingPoints'>,
  label: string,
): ManifestFields['operatingPoints'][number] | undefined {
  const points = manifest.operatingPoints.filter((point) => point.label === label);
  return points.find((point) => point.name === 'default') ?? points[0];
}
