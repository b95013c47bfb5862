import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { Inquiry } from '../asking/index.ts';
import type { Line } from './output.ts';
import type { WrittenFile } from './result-files.ts';

/** A result as the command line tells it: what every task has, then what the task says. A refusal says nothing more. */
export function resultLine({ film, films }: Inquiry, result: AnalysisResult, files: WrittenFile[]): Line {
  const { model, task, operatingPoint, verdict, refusal, insisted, timingsMs, provider, input } = result;
  return {
    type: 'result',
    input: {
      path: film.path,
      series: film.description.seriesUid,
      frame: input.frame,
      pixelSha256: input.pixelSha256,
      ...(films.length > 1 ? { paths: films.map(({ path }) => path) } : {}),
      ...(input.volume ? { frames: input.volume.frames } : {}),
      ...(input.orientation ? { orientation: input.orientation } : {}),
      ...(input.crop ? { point: input.point, crop: input.crop } : {}),
    },
    model,
    task,
    verdict,
    ...(refusal ? { refusal, insisted } : {}),
    ...(result.domain ? { domain: result.domain } : {}),
    operatingPoint,
    ...(verdict === 'refused' ? {} : wordOf(result)),
    warnings: result.warnings,
    timingsMs,
    provider,
    versions: result.versions,
    files,
  };
}

function wordOf({ task, probabilities, segments, anomaly, uncertainty, map }: AnalysisResult): Record<string, unknown> {
  return {
    ...(task === 'classification' || task === 'sequence' ? { probabilities } : {}),
    ...(segments ? { segments: segments.map(withoutUnknown) } : {}),
    ...(anomaly ? { anomaly } : {}),
    ...(uncertainty ? { uncertainty } : {}),
    ...(map?.method ? { explanation: { method: map.method, label: map.label, faithfulness: map.faithfulness } } : {}),
  };
}

function withoutUnknown(segment: NonNullable<AnalysisResult['segments']>[number]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(segment).filter(([, value]) => value !== null));
}
