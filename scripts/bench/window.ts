import { buildIfChanged } from '../setup/build-if-changed.mjs';
import { setUp } from '../setup/set-up.mjs';
import { virtualDisplay } from '../virtual-display.mjs';
import type { PartOutcome } from './figures.ts';
import { BenchFilms } from './films.ts';
import { findPython } from './python-rival.ts';
import { largestDisagreement, linesOf } from './report.ts';
import { Rounds, type Round } from './rounds.ts';

/**
 * How long the built program takes to start, to open films and to analyse them, beside an empty Electron window and Python.
 * Builds it where something has changed, and needs a display, or Xvfb.
 *
 * @param folder takes films and data folders
 */
export async function measure(count: number, folder: string): Promise<PartOutcome & { rounds: readonly Round[] }> {
  const electron = await setUp({ forTests: true });
  buildIfChanged();
  const display = await virtualDisplay({ fresh: true });
  const python = findPython();
  try {
    const films = await BenchFilms.prepare(folder, process.env['SKIAGRAPH_DATA'] ?? null);
    const measuring = new Rounds(
      { electron: electron.executable, display: display.name, folder },
      films,
      python?.executable ?? null,
    );
    await measuring.prepare();
    const rounds: Round[] = [];
    for (let number = 0; number < count; number++) {
      process.stderr.write(`round ${number + 1} of ${count}\n`);
      rounds.push(await measuring.round(number));
    }
    measuring.end();
    const disagreement = largestDisagreement(rounds);
    const { threads } = rounds[0]!.films[0]!.analysis.result.provider;
    const notes = [
      `Network on ${threads} threads; Electron ${electron.version} (${electron.kind}); small films: ${films.source}`,
      python
        ? `${python.versions}; largest difference between our probabilities and Python’s: ${disagreement?.toExponential(1)}`
        : 'Not compared with Python: neither SKIAGRAPH_PYTHON nor python3 has Pillow, numpy and onnxruntime.',
    ];
    return { lines: linesOf(rounds), notes, rounds };
  } finally {
    display.end();
  }
}
