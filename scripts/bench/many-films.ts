import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import type { ModelOnDisk } from '../../src-main/inference/calls.ts';
import { physicalCores } from '../../src-main/inference/physical-cores.ts';
import { ownCommand } from './command-line-runs.ts';
import { BenchFilms } from './films.ts';
import { bareRunMs } from './pipeline-overhead.ts';
import { treeBytes } from './process-memory.ts';
import { findPython, WarmPython } from './python-rival.ts';
import { environment, MODEL_ID, PROGRAM, wallClock, type Surroundings } from './surroundings.ts';

const FILMS = 500;
/** Caches are full and compilers are done by then. */
const SETTLED = 100;
const LOOK_EVERY = 50;

/** One run of the command line over many films. */
export interface ManyFilms {
  readonly model: string;
  readonly films: number;
  /** Milliseconds between the result of film SETTLED and the last, over their number. */
  readonly eachMs: number;
  /** Median of the network's own runs, one after the other on all cores with nothing beside them. */
  readonly runMs: number;
  /** What Python takes for each of the same films, read, prepared, run and explained one after the other; null where it is not asked. */
  readonly pythonMs: number | null;
  /** Bytes of all its processes after every LOOK_EVERY films. */
  readonly heldBytes: readonly number[];
}

/**
 * Analyses 500 small films from one command and notes when each result came and how much memory was held. A network that is not
 * shipped is installed first, as a user would.
 */
export async function analyseMany(model: ModelOnDisk, { folder, ...around }: Surroundings): Promise<ManyFilms> {
  const { id } = model.manifest;
  const place = path.join(folder, `many-${id}`);
  fs.mkdirSync(place);
  const films = await BenchFilms.prepare(place, process.env['SKIAGRAPH_DATA'] ?? null);
  const files = Array.from({ length: FILMS }, () => films.next('small-jpeg').file);
  const env = environment({ ...around });
  const data = path.join(folder, 'data');
  if (!model.file.startsWith(PROGRAM)) install(model, data, env);
  const command = ownCommand(['analyze', place, '--model', id, '--data-folder', data]);
  const times = await answers(command, env, () => undefined);
  const heldBytes: number[] = [];
  // in a run of its own: to look at the memory of a process holds it up
  await answers(command, env, (pid) => heldBytes.push(treeBytes(pid) ?? NaN));
  const [settled, last] = [times[SETTLED - 1], times.at(-1)];
  if (settled === undefined || last === undefined || times.length !== FILMS) {
    throw new Error(`${times.length} of ${FILMS} films were answered`);
  }
  return {
    model: id,
    films: FILMS,
    eachMs: (last - settled) / (FILMS - SETTLED),
    runMs: await bareRunMs(model),
    pythonMs: id === MODEL_ID ? await pythonsMs(files) : null,
    heldBytes,
  };
}

/** Runs a command and notes when each result came; `look` is told of the process after every LOOK_EVERY results. */
async function answers(
  [program, words]: [string, string[]],
  env: NodeJS.ProcessEnv,
  look: (pid: number) => void,
): Promise<readonly number[]> {
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const times: number[] = [];
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{"type":"result"')) return;
    times.push(wallClock());
    if (times.length % LOOK_EVERY === 0 && child.pid) look(child.pid);
  });
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  return times;
}

function install(model: ModelOnDisk, data: string, env: NodeJS.ProcessEnv): void {
  const [program, words] = ownCommand(['models', 'install', path.dirname(model.file), '--data-folder', data]);
  const { status, stderr } = spawnSync(program, words, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Milliseconds that one Python process takes for each film, the first ones left out; null where there is none. */
async function pythonsMs(files: readonly string[]): Promise<number | null> {
  const found = findPython();
  if (!found) return null;
  const python = await WarmPython.start(found.executable, physicalCores());
  for (const file of files.slice(0, SETTLED)) await python.analyze(file);
  const start = wallClock();
  for (const file of files.slice(SETTLED)) await python.analyze(file);
  const passed = wallClock() - start;
  python.end();
  return passed / (files.length - SETTLED);
}
