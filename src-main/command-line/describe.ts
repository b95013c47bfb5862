import { basename, dirname } from 'node:path';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { describeSeries, type SeriesDescription } from '../../src-shared/imaging/series-description.ts';
import { eachFilm, type Film } from '../asking/index.ts';
import type { Reader } from '../reading/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Output } from './output.ts';

type NamedFilm = Pick<Film, 'path' | 'description'> & { readonly name: string; readonly folder: string };

/**
 * `describe PATH… [--pixels]`: an `instance` line a file, objects without pixels by their kind, a `series` line a display set
 * with its geometry, an `error` line for identities that conflict, a `summary`.
 */
export async function describe(
  reader: Reader,
  output: Output,
  { paths, pixels }: { paths: string[]; pixels: boolean },
  signal: AbortSignal,
): Promise<number> {
  const films: NamedFilm[] = [];
  const counts = await eachFilm(reader, paths, signal, {
    progress: (done, found) => output.progress(done, found),
    failed: (path, error) => output.fail(error, path),
    document: (path, document) => output.line({ type: 'instance', path, ...document }),
    film: async (film) => {
      const { path, description } = film;
      films.push({ name: basename(path), folder: dirname(path), path, description });
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
  const { displaySets, series, errors, notes } = describeSeries(films);
  for (const { code, details } of notes) output.line({ type: 'warning', code, details });
  for (const conflict of errors) output.fail(conflict);
  for (const set of displaySets) output.line(seriesLine(set));
  const instances = counts.read + counts.documents;
  output.line({ type: 'summary', instances, failed: counts.failed, series });
  if (signal.aborted) return EXIT.CANCELLED;
  if (instances > 0) return EXIT.DONE;
  if (counts.failed === 0) output.fail({ code: 'nothing-readable', details: {} });
  return EXIT.UNREADABLE;
}

function described({ description }: Film): Record<string, unknown> {
  const { identity, gate, pixels, warnings, ...rest } = description;
  const { windows, modalityLut, voiLut, ...form } = pixels;
  return {
    kind: 'image',
    ...rest,
    identity,
    ...gate,
    form: { ...form, windows, modalityLut: modalityLut !== null, voiLut: voiLut !== null },
    warnings,
  };
}

/** A display set, its files by their paths. */
function seriesLine({ instances, ...set }: SeriesDescription<NamedFilm>) {
  return { type: 'series' as const, ...set, count: instances.length, paths: instances.map(({ path }) => path) };
}
