import { spawn } from 'node:child_process';
import path from 'node:path';
import { environment, PROGRAM, SWITCHES, wallClock, type Surroundings } from './surroundings.ts';

/** Moments of a start, milliseconds after the process was spawned. */
export interface Start {
  /** First line of JavaScript in the main process. */
  readonly loaded: number;
  readonly ready: number;
  /** The window was made. */
  readonly window: number;
  /** The page began to load. */
  readonly page: number;
  /** Something was painted. */
  readonly painted: number | null;
  /** What makes it usable is in the page. */
  readonly inPage: number;
  /** It was drawn. */
  readonly usable: number;
  readonly shown: number;
  /** Shown, drawn, and free to answer. */
  readonly total: number;
}

const PROGRAMS = {
  /** Rows of the worklist, and no row that still waits for its words. */
  skiagraph: { folder: PROGRAM, usable: '.worklist [role="row"][aria-selected]:not(:has(.coming))' },
  empty: { folder: path.join(import.meta.dirname, 'empty-window'), usable: '#usable' },
} as const;

/** Starts a program on its data folder, as a person would, and ends it once it is usable. */
export async function startOnce(
  which: keyof typeof PROGRAMS,
  dataFolder: string,
  surroundings: Surroundings,
): Promise<Start> {
  const { folder, usable } = PROGRAMS[which];
  const watch = path.join(import.meta.dirname, 'watch-start.cjs');
  const spawned = wallClock();
  const child = spawn(surroundings.electron, [...SWITCHES, '-r', watch, folder, `--data-folder=${dataFolder}`], {
    env: environment(surroundings, { BENCH_USABLE: usable }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const stuck = setTimeout(() => child.kill('SIGKILL'), 60_000);
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  clearTimeout(stuck);
  const line = /^@start (.*)$/m.exec(said)?.[1];
  if (!line) throw new Error(`${which} was not usable within a minute`);
  const { loaded, ready, window, page, painted, inPage, usable: drawn, shown } = JSON.parse(line);
  const since = (moment: number) => moment - spawned;
  return {
    loaded: since(loaded),
    ready: since(ready),
    window: since(window),
    page: since(page),
    painted: painted === null ? null : since(painted),
    inPage: since(inPage),
    usable: since(drawn),
    shown: since(shown),
    total: since(Math.max(drawn, shown)),
  };
}
