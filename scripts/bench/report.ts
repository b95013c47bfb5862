import { lineOf, type Line } from './figures.ts';
import type { FilmKind } from './films.ts';
import type { AskedFilm, Round } from './rounds.ts';

const FILM_NAMES: Record<FilmKind, string> = {
  dicom: 'DICOM 2500 × 2048',
  jpeg: 'JPEG 2500 × 2048',
  'small-jpeg': 'JPEG 224 × 224',
};
const STEPS = ['read', 'prepare', 'load', 'run', 'explain'] as const;
/** What Python does too: it has loaded its network before. */
const SHARED_STEPS = ['read', 'prepare', 'run', 'explain'] as const;

/** All lines of the table. */
export function linesOf(rounds: readonly Round[]): Line[] {
  const films = rounds.flatMap((round) => round.films);
  return [...startLines(rounds), ...openLines(films), ...analysisLines(films, rounds), ...commandLines(rounds)];
}

function startLines(rounds: readonly Round[]): Line[] {
  const of = (which: 'skiagraph' | 'empty') => rounds.map(({ starts }) => starts[which].total);
  return [
    lineOf('start → usable worklist', of('skiagraph'), {
      rival: { name: 'empty Electron window', milliseconds: of('empty') },
      wanted: 2,
    }),
  ];
}

function openLines(films: readonly AskedFilm[]): Line[] {
  const lines = [
    lineOf(
      `chosen → on screen, first film, ${FILM_NAMES.dicom}`,
      films.filter(({ cold }) => cold).map(({ openMs }) => openMs),
    ),
  ];
  for (const kind of ['dicom', 'jpeg', 'small-jpeg'] as const) {
    const later = films.filter((film) => film.kind === kind && !film.cold);
    lines.push(
      lineOf(
        `chosen → on screen, ${FILM_NAMES[kind]}`,
        later.map(({ openMs }) => openMs),
      ),
    );
  }
  return lines;
}

function analysisLines(films: readonly AskedFilm[], rounds: readonly Round[]): Line[] {
  const lines: Line[] = [];
  const cold = films.filter((film) => film.cold);
  lines.push(...splitLines(`first analysis, ${FILM_NAMES.dicom}`, cold));
  for (const kind of ['dicom', 'jpeg', 'small-jpeg'] as const) {
    const warm = films.filter((film) => film.kind === kind && !film.cold);
    const looked = warm.filter(({ hurried }) => !hurried);
    if (looked.length > 0) lines.push(...splitLines(`open film, ${FILM_NAMES[kind]}`, looked, 1));
    const hurried = warm.filter((film) => film.hurried);
    lines.push(...splitLines(`asked at once, ${FILM_NAMES[kind]}`, hurried));
  }
  const warmRuns = films.filter((film) => !film.cold).map(({ analysis }) => analysis.result.timingsMs.run);
  const raw = rounds.flatMap(({ rawRunMs }) => rawRunMs);
  lines.push(lineOf('run in an analysis', warmRuns, { rival: { name: 'bare session.run', milliseconds: raw } }));
  return lines;
}

/** Click to result, its steps, and the rest (queue, case log, page). Steps are compared with Python's where it ran. */
function splitLines(name: string, films: readonly AskedFilm[], wanted?: number): Line[] {
  const python = films.flatMap((film) => (film.python ? [film.python] : []));
  const step = (film: AskedFilm, of: (typeof STEPS)[number]) => film.analysis.result.timingsMs[of];
  const steps = (film: AskedFilm, of: readonly (typeof STEPS)[number][]) =>
    of.reduce((sum, each) => sum + step(film, each), 0);
  const lines = [
    lineOf(
      `${name}: click → result`,
      films.map(({ analysis }) => analysis.totalMs),
    ),
  ];
  if (python.length > 0) {
    const all = python.map(({ timingsMs }) => SHARED_STEPS.reduce((sum, each) => sum + timingsMs[each], 0));
    const ours = films.map((film) => steps(film, STEPS));
    const rival = { name: 'Python, warm', milliseconds: all };
    lines.push(lineOf('  its steps', ours, { rival, ...(wanted === undefined ? {} : { wanted }) }));
  }
  for (const of of STEPS) {
    const milliseconds = films.map((film) => step(film, of));
    const rivals = of === 'load' ? [] : python.map(({ timingsMs }) => timingsMs[of]);
    lines.push(lineOf(`  ${of}`, milliseconds, { rival: { name: 'Python, warm', milliseconds: rivals } }));
  }
  lines.push(
    lineOf(
      '  around them',
      films.map((film) => film.analysis.totalMs - steps(film, STEPS)),
    ),
  );
  return lines;
}

function commandLines(rounds: readonly Round[]): Line[] {
  return (['small-jpeg', 'jpeg'] as const).flatMap((kind) => {
    const runs = rounds.map(({ commandLine }) => commandLine[kind]);
    const python = runs.flatMap((run) => (run.python ? [run.python] : []));
    return (['firstMs', 'furtherMs'] as const).map((what) =>
      lineOf(
        `command line, ${what === 'firstMs' ? 'start → first result' : 'each further film'}, ${FILM_NAMES[kind]}`,
        runs.map(({ ours }) => ours[what]),
        {
          rival: {
            name: what === 'firstMs' ? 'python3, cold' : 'python3, same process',
            milliseconds: python.map((times) => times[what]),
          },
          ...(what === 'furtherMs' ? { wanted: 1 } : {}),
        },
      ),
    );
  });
}

/**
 * Largest difference between our probabilities and Python's for the same films: both did the same work. Null without
 * Python.
 */
export function largestDisagreement(rounds: readonly Round[]): number | null {
  const differences = rounds.flatMap(({ films }) =>
    films.flatMap(({ analysis, python }) =>
      Object.entries(python?.probabilities ?? {}).map(([label, value]) =>
        Math.abs(value - (analysis.result.probabilities[label] ?? Number.NaN)),
      ),
    ),
  );
  return differences.length > 0 ? Math.max(...differences) : null;
}
