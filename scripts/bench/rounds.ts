import fs from 'node:fs';
import path from 'node:path';
import { ownCommandLine, resultTimes, type ResultTimes } from './command-line-runs.ts';
import type { BenchFilm, BenchFilms, FilmKind } from './films.ts';
import { coldPython, WarmPython, type PythonResult } from './python-rival.ts';
import { startOnce, type Start } from './starting.ts';
import { environment, MODEL_ID, PROGRAM, wallClock, type Surroundings } from './surroundings.ts';
import { WindowSession, type Analysis } from './window-session.ts';

/** A film that was opened and analysed in the window, and by the warm Python process right after it. */
export interface AskedFilm {
  readonly kind: FilmKind;
  /** First of its process: nothing is loaded yet. */
  readonly cold: boolean;
  /** Asked about in the moment when it was drawn; else a person looked at it first. */
  readonly hurried: boolean;
  readonly openMs: number;
  readonly analysis: Analysis;
  readonly python: (PythonResult & { readonly totalMs: number }) | null;
}

/** Everything that one round measured; ours and its rivals took turns. */
export interface Round {
  readonly starts: { readonly skiagraph: Start; readonly empty: Start };
  readonly films: readonly AskedFilm[];
  readonly rawRunMs: readonly number[];
  readonly commandLine: Readonly<Record<'jpeg' | 'small-jpeg', { ours: ResultTimes; python: ResultTimes | null }>>;
}

const CASES_IN_WORKLIST = 12;
const FILMS_IN_A_ROW = 6;
const RAW_RUNS = 5;

/** Measures round after round. `python`: the executable of the rival; null: ours alone. */
export class Rounds {
  readonly #surroundings: Surroundings;
  readonly #films: BenchFilms;
  readonly #python: string | null;
  #warmPython: WarmPython | undefined;

  constructor(surroundings: Surroundings, films: BenchFilms, python: string | null) {
    this.#surroundings = surroundings;
    this.#films = films;
    this.#python = python;
  }

  /** Fills the worklist that starts are measured with, and starts everything once without counting. */
  async prepare(): Promise<void> {
    const files = Array.from({ length: CASES_IN_WORKLIST }, () => this.#films.next('small-jpeg').file);
    const [file, words] = ownCommandLine(files);
    const kept: [string, string[]] = [file, [...words, '--log', `--data-folder=${this.#dataFolder('start')}`]];
    await resultTimes(kept, environment(this.#surroundings));
    await this.#start('skiagraph');
    await this.#start('empty');
  }

  async round(number: number): Promise<Round> {
    // whoever goes first in one round goes second in the next
    const order = number % 2 === 0 ? (['skiagraph', 'empty'] as const) : (['empty', 'skiagraph'] as const);
    const starts = {} as Record<(typeof order)[number], Start>;
    for (const which of order) starts[which] = await this.#start(which);
    const session = await WindowSession.start(this.#dataFolder('window'), this.#surroundings);
    const films: AskedFilm[] = [];
    let rawRunMs: number[];
    try {
      for (const hurried of [false, true]) {
        for (const kind of ['dicom', 'jpeg', 'small-jpeg'] as const) {
          films.push(await this.#ask(session, kind, { cold: films.length === 0, hurried }));
        }
      }
      rawRunMs = await this.#rawRuns(session, films[0]!.analysis.result.provider.threads);
    } finally {
      await session.end();
    }
    const threads = films[0]!.analysis.result.provider.threads;
    return {
      starts,
      films,
      rawRunMs,
      commandLine: {
        jpeg: await this.#commandLine('jpeg', threads),
        'small-jpeg': await this.#commandLine('small-jpeg', threads),
      },
    };
  }

  end(): void {
    this.#warmPython?.end();
  }

  async #ask(
    session: WindowSession,
    kind: FilmKind,
    { cold, hurried }: Pick<AskedFilm, 'cold' | 'hurried'>,
  ): Promise<AskedFilm> {
    const film = this.#films.next(kind);
    const openMs = await session.open(film);
    if (!hurried) await session.pause();
    const analysis = await session.analyze();
    // a machine that rested answers more slowly: the rival comes after a rest as long as ours, or after none
    if (kind !== 'dicom' && !hurried) await session.pause();
    const python = kind === 'dicom' ? null : await this.#askPython(film, analysis);
    return { kind, cold, hurried, openMs, analysis, python };
  }

  async #askPython(film: BenchFilm, { result }: Analysis): Promise<AskedFilm['python']> {
    if (this.#python === null) return null;
    if (!this.#warmPython) {
      this.#warmPython = await WarmPython.start(this.#python, result.provider.threads);
      // numpy and the runtime are slower the first time; ours has run before too
      await this.#warmPython.analyze(film.file);
    }
    const start = wallClock();
    const said = await this.#warmPython.analyze(film.file);
    return { ...said, totalMs: wallClock() - start };
  }

  async #rawRuns(session: WindowSession, threads: number): Promise<number[]> {
    const folder = path.join(PROGRAM, 'models', MODEL_ID);
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
    const model = { file: path.join(folder, manifest.file.name), manifest };
    return session.rawRuns(model, threads, RAW_RUNS);
  }

  async #commandLine(kind: FilmKind, threads: number): Promise<{ ours: ResultTimes; python: ResultTimes | null }> {
    const files = Array.from({ length: FILMS_IN_A_ROW }, () => this.#films.next(kind).file);
    const env = environment(this.#surroundings);
    const python = this.#python ? await resultTimes(coldPython(this.#python, threads, files), env) : null;
    const ours = await resultTimes(ownCommandLine(files), env);
    return { ours, python };
  }

  #start(which: 'skiagraph' | 'empty'): Promise<Start> {
    return startOnce(which, this.#dataFolder(which === 'empty' ? 'empty' : 'start'), this.#surroundings);
  }

  #dataFolder(name: string): string {
    return path.join(this.#surroundings.folder, name);
  }
}
