// `npm run bench [-- --rounds N] [--only PART,…]`: how long the main things take, beside rivals in the same run. Writes the
// table to the terminal and everything to test-output/bench.json (with --only: bench-PART.json). Parts: `window` (start, open, analyse; needs a build and a display)
// and the files named in PARTS. With SKIAGRAPH_DATA films and series are real ones; SKIAGRAPH_PYTHON names the Python to
// compare with. It asserts nothing: machines differ.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../setup/places.mjs';
import { setUp } from '../setup/set-up.mjs';

const DEFAULT_ROUNDS = 7;

/** Parts by name, each a file that exports `measure(rounds, folder)`; imported after set-up, as they import packages. */
const PARTS = {
  window: () => import('./window.ts'),
  engine: () => import('./engine.ts'),
  shelf: () => import('./shelf.ts'),
  'reading-index': () => import('./reading-index.ts'),
  'reading-decode': () => import('./reading-decode.ts'),
  labelling: () => import('./labelling.ts'),
  workbench: () => import('./workbench.ts'),
  drawing: () => import('./drawing.ts'),
  exporting: () => import('./exporting.ts'),
  viewing: () => import('./viewing.ts'),
};

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: String(DEFAULT_ROUNDS) }, only: { type: 'string' } },
});
const count = Math.max(1, Number.parseInt(values.rounds, 10) || DEFAULT_ROUNDS);
const wanted = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  process.stderr.write(`No such part: ${unknown.join(', ')}. Parts: ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(64);
}
await setUp({ forTests: true });
const { tableOf } = await import('./figures.ts');

const machine = {
  processor: os.cpus()[0]?.model ?? '',
  processors: os.availableParallelism(),
  loadBefore: os.loadavg()[0]!,
};
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skiagraph-bench-'));
try {
  const outcomes = [];
  for (const name of wanted as (keyof typeof PARTS)[]) {
    const { measure } = await PARTS[name]();
    outcomes.push({ part: name, ...(await measure(count, folder)) });
  }
  process.stdout.write(`${tableOf(outcomes.flatMap(({ lines }) => lines))}\n\n`);
  process.stdout.write(
    `${machine.processor}, ${machine.processors} processors; ${count} rounds; ` +
      `load average before: ${machine.loadBefore.toFixed(1)}\n`,
  );
  for (const note of outcomes.flatMap(({ notes }) => notes)) process.stdout.write(`${note}\n`);
  const suffix = values.only === undefined ? '' : `-${wanted.join('-')}`;
  const target = path.join(ROOT, 'test-output', `bench${suffix}.json`);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, `${JSON.stringify({ machine, parts: outcomes }, null, 2)}\n`);
  process.stdout.write(`Everything that was measured: ${path.relative(process.cwd(), target)}\n`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
