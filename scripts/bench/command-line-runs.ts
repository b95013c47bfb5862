import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { MODEL_ID, PROGRAM, wallClock } from './surroundings.ts';

/** When a process that analyses films said its results. */
export interface ResultTimes {
  /** Milliseconds from the start of the process to the first result. */
  readonly firstMs: number;
  /** Milliseconds between results after the first; NaN for one film. */
  readonly furtherMs: number;
  /** The lines that were results, parsed. */
  readonly results: readonly { probabilities: Record<string, number>; timingsMs?: Record<string, number> }[];
}

/** Our command line, as `npm run skiagraph` starts it: with its look for what is not set up or built. */
export function ownCommand(words: readonly string[]): [string, string[]] {
  return [process.execPath, [path.join(PROGRAM, 'scripts', 'skiagraph.mjs'), ...words]];
}

/** Our command line on these films. */
export function ownCommandLine(files: readonly string[], model = MODEL_ID): [string, string[]] {
  return ownCommand(['analyze', ...files, '--model', model]);
}

/** Runs a command and notes when each line with probabilities came on its standard output. */
export async function resultTimes([file, words]: [string, string[]], env: NodeJS.ProcessEnv): Promise<ResultTimes> {
  const spawned = wallClock();
  const child = spawn(file, words, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const times: number[] = [];
  const results: ResultTimes['results'][number][] = [];
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    const said = line.startsWith('{') ? JSON.parse(line) : {};
    if (!said.probabilities) return;
    times.push(wallClock() - spawned);
    results.push(said);
  });
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`${file} gave no result`);
  return { firstMs: first, furtherMs: (last - first) / (times.length - 1), results };
}
