import { toCoded } from '../../src-shared/contract/coded.ts';
import { orderSeries } from '../../src-shared/imaging/series-order.ts';
import type { Reader } from '../reading/index.ts';
import { EXIT } from './exit-codes.ts';
import { eachFilm, type Film } from './films.ts';
import type { Output } from './output.ts';

/** `describe PATH… [--pixels]`: an `instance` line a file, a `series` line a series, a `summary`. */
export async function describe(
  reader: Reader,
  output: Output,
  { paths, pixels }: { paths: string[]; pixels: boolean },
  signal: AbortSignal,
): Promise<number> {
  const series = new Map<string, Film[]>();
  const counts = await eachFilm(reader, paths, signal, {
    progress: (done, found) => output.progress(done, found),
    failed: (path, error) => output.fail(error, path),
    film: async (film) => {
      const { path, description } = film;
      const key = description.seriesUid ?? path;
      series.set(key, [...(series.get(key) ?? []), film]);
      let summary: Record<string, unknown> = {};
      if (pixels) {
        try {
          summary = { pixels: await reader.summary(film.id) };
        } catch (error) {
          output.fail(toCoded(error), path);
        }
      }
      output.line({ type: 'instance', path, ...described(film), ...summary });
    },
  });
  for (const films of series.values()) output.line(seriesLine(films));
  output.line({ type: 'summary', instances: counts.read, failed: counts.failed, series: series.size });
  if (signal.aborted) return EXIT.CANCELLED;
  if (counts.read > 0) return EXIT.DONE;
  if (counts.failed === 0) output.fail({ code: 'nothing-readable', details: {} });
  return EXIT.UNREADABLE;
}

function described({ description }: Film): Record<string, unknown> {
  const { identity, gate, pixels, warnings, ...rest } = description;
  const { windows, modalityLut, voiLut, ...form } = pixels;
  return {
    ...rest,
    identity,
    ...gate,
    form: { ...form, windows, modalityLut: modalityLut !== null, voiLut: voiLut !== null },
    warnings,
  };
}

function seriesLine(films: Film[]) {
  const [{ description: first }] = films as [Film];
  const { by, instances, warnings } = orderSeries(
    films.map(({ path, description }) => ({ ...description, ...description.pixels, path })),
  );
  return {
    type: 'series' as const,
    seriesUid: first.seriesUid,
    studyUid: first.identity.studyUid,
    number: first.seriesNumber,
    description: first.seriesDescription,
    modality: first.gate.modality,
    bodyPart: first.gate.bodyPart,
    count: films.length,
    orderedBy: by,
    paths: instances.map(({ path }) => path),
    warnings,
  };
}
