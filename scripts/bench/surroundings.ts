import { ROOT } from '../setup/places.mjs';

/** What every part of the benchmark needs to start something. */
export interface Surroundings {
  /** The Electron to run on. */
  readonly electron: string;
  /** Name of the display that windows open on. */
  readonly display: string;
  /** A fresh folder that is removed at the end. */
  readonly folder: string;
}

/** Switches that every Electron gets: root can't have Chromium's sandbox. */
export const SWITCHES: readonly string[] =
  process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** The environment of a started program: ours with the display, without what npm and Node's options would change. */
export function environment({ display }: Pick<Surroundings, 'display'>, more: Record<string, string> = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name));
  return { ...Object.fromEntries(inherited), DISPLAY: display, ...more } as Record<string, string>;
}

/** Milliseconds since 1970 with fractions, on the clock that every process of the machine shares. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** The network that is asked. */
export const MODEL_ID = 'chest-xr-pneumonia';

/** The repository: the folder of the built program. */
export const PROGRAM = ROOT;
