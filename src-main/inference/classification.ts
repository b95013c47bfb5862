import { CodedError } from '../../src-shared/contract/coded.ts';
import { labelsOf, operatingPointOf, type ModelManifest } from '../../src-shared/findings/manifest.ts';
import { judgeProbability, type ActivationMap, type AnalysisResult } from '../../src-shared/findings/result.ts';

/** A network output as the runtime gives it: values in row-major order with their dimensions. */
export interface OutputTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

export type ClassificationWord = Pick<AnalysisResult, 'verdict' | 'operatingPoint' | 'probabilities' | 'map'>;

/**
 * Logits and activation maps of one frame (batch of one) as calibrated probabilities, a verdict for the label with the
 * first operating point, and that label's map. Errors: `model-output-invalid` for a missing output, a wrong shape, or any
 * value that is not finite.
 */
export function decodeClassification(
  outputs: Readonly<Record<string, OutputTensor>>,
  manifest: ModelManifest,
): ClassificationWord {
  const labels = labelsOf(manifest);
  const logits = finite(outputs, manifest.outputs.find((output) => output.kind === 'logits')?.name ?? '');
  if (logits.data.length !== labels.length) throw invalid(logits.dims);

  const probabilities: Record<string, number> = {};
  labels.forEach(({ id }, index) => {
    const temperature = manifest.calibration.labels[id]?.temperature ?? 1;
    probabilities[id] = sigmoid((logits.data[index] as number) / temperature);
  });

  const headline = manifest.operatingPoints[0]?.label ?? labels[0]?.id ?? '';
  const point = operatingPointOf(manifest, headline);
  return {
    verdict: judgeProbability(manifest, headline, probabilities[headline] as number),
    operatingPoint: point
      ? {
          name: point.name,
          label: headline,
          threshold: point.threshold,
          indeterminate: manifest.indeterminate[headline] ?? null,
        }
      : null,
    probabilities,
    map: mapOf(outputs, manifest, headline),
  };
}

function mapOf(
  outputs: Readonly<Record<string, OutputTensor>>,
  manifest: ModelManifest,
  label: string,
): ActivationMap | null {
  const described = manifest.outputs.find((output) => output.kind === 'activation');
  if (!described) return null;
  const { dims, data } = finite(outputs, described.name);
  const channel = described.labels.indexOf(label);
  const [, channels, rows, columns] = dims;
  if (dims.length !== 4 || channels !== described.labels.length || !rows || !columns) throw invalid(dims);
  if (channel < 0) return null;
  const size = rows * columns;
  return { label, rows, columns, values: [...data.subarray(channel * size, (channel + 1) * size)] };
}

function finite(outputs: Readonly<Record<string, OutputTensor>>, name: string): OutputTensor {
  const tensor = outputs[name];
  if (!tensor?.data.every(Number.isFinite)) throw new CodedError('model-output-invalid', { output: name });
  return tensor;
}

function invalid(dims: readonly number[]): CodedError {
  return new CodedError('model-output-invalid', { shape: dims.join(' × ') });
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
