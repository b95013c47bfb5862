// `npm run bench [-- --rounds N]`: how long the main things take, beside rivals in the same run. Writes the table to the
// terminal and everything to test-output/bench.json. With SKIAGRAPH_DATA the small films are real ones; SKIAGRAPH_PYTHON
// names the Python to compare with. It asserts nothing: machines differ.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged } from '../setup/build-if-changed.mjs';
import { ROOT } from '../setup/places.mjs';
import { setUp } from '../setup/set-up.mjs';
import { virtualDisplay } from '../virtual-display.mjs';

const DEFAULT_ROUNDS = 7;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: String(DEFAULT_ROUNDS) } } });
const count = Math.max(1, Number.parseInt(values.rounds, 10) || DEFAULT_ROUNDS);
const electron = await setUp({ forTests: true });
buildIfChanged();
// after set-up: they import packages
const { BenchFilms } = await import('./films.ts');
const { tableOf } = await import('./figures.ts');
const { findPython } = await import('./python-rival.ts');
const { largestDisagreement, linesOf } = await import('./report.ts');
const { Rounds } = await import('./rounds.ts');

const loadBefore = os.loadavg()[0]!;
const display = await virtualDisplay({ fresh: true });
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skiagraph-bench-'));
const python = findPython();
try {
  const films = await BenchFilms.prepare(folder, process.env['SKIAGRAPH_DATA'] ?? null);
  const measuring = new Rounds(
    { electron: electron.executable, display: display.name, folder },
    films,
    python?.executable ?? null,
  );
  await measuring.prepare();
  const rounds = [];
  for (let number = 0; number < count; number++) {
    process.stderr.write(`round ${number + 1} of ${count}\n`);
    rounds.push(await measuring.round(number));
  }
  measuring.end();
  const lines = linesOf(rounds);
  const disagreement = largestDisagreement(rounds);
  const machine = {
    processor: os.cpus()[0]?.model ?? '',
    processors: os.availableParallelism(),
    threads: rounds[0]!.films[0]!.analysis.result.provider.threads,
    loadBefore,
    electron: `${electron.version} (${electron.kind})`,
    films: films.source,
    python: python?.versions ?? null,
  };
  process.stdout.write(`${tableOf(lines)}\n\n`);
  process.stdout.write(
    `${machine.processor}, ${machine.processors} processors, network on ${machine.threads} threads; ` +
      `Electron ${machine.electron}; small films: ${films.source}; ${count} rounds; ` +
      `load average before: ${loadBefore.toFixed(1)}\n`,
  );
  process.stdout.write(
    python
      ? `${python.versions}; largest difference between our probabilities and Python’s: ${disagreement?.toExponential(1)}\n`
      : 'Not compared with Python: neither SKIAGRAPH_PYTHON nor python3 has Pillow, numpy and onnxruntime.\n',
  );
  const target = path.join(ROOT, 'test-output', 'bench.json');
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, `${JSON.stringify({ machine, lines, disagreement, rounds }, null, 2)}\n`);
  process.stdout.write(`Everything that was measured: ${path.relative(process.cwd(), target)}\n`);
} finally {
  display.end();
  fs.rmSync(folder, { recursive: true, force: true });
}
