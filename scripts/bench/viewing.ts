import path from 'node:path';
import { buildIfChanged } from '../setup/build-if-changed.mjs';
import { setUp } from '../setup/set-up.mjs';
import { virtualDisplay } from '../virtual-display.mjs';
import { buildBarePage } from './bare-stage/build-page.ts';
import { BareSession } from './bare-session.ts';
import { figuresOf, lineOf, type Line, type PartOutcome } from './figures.ts';
import type { Surroundings } from './surroundings.ts';
import { ViewingSeries } from './viewing-series.ts';
import { ViewingSession } from './viewing-session.ts';

/** Slices of the MR, and files of the folder that is chosen. */
const MANY = 400;
/** Slices of each case that is opened and closed. */
const SMALL = 30;
const CASES = 20;
const STEPS = 50;
const SWITCHES = 4;
const SIZES = [
  [1920, 1080],
  [3840, 2160],
] as const;

type Side = 'ours' | 'bare';
/** Times by what was measured, each in milliseconds: one a round, or one a slice. */
type Times = Map<string, Record<Side, number[]>>;

/** What a session opens. */
interface Series {
  readonly kind: 'CT' | 'MR';
  readonly name: string;
  readonly files: readonly string[];
}

/**
 * How quickly the viewer shows, scrolls and cuts series, beside a page with nothing but Cornerstone: the same files, panes of
 * the same size. And whether a case that is closed gives its memory back. Builds where something has changed, and needs a
 * display, or Xvfb.
 *
 * @param folder takes series and data folders
 */
export async function measure(count: number, folder: string): Promise<PartOutcome> {
  const electron = await setUp({ forTests: true });
  buildIfChanged();
  const [width, height] = SIZES[1];
  const display = await virtualDisplay({ fresh: true, width, height });
  try {
    const made = new ViewingSeries(process.env['SKIAGRAPH_DATA'] ?? null);
    const at = (name: string) => path.join(folder, name);
    const series: readonly Series[] = [
      { kind: 'CT', name: 'Thorax', files: await made.ct(at('ct'), 'Thorax') },
      { kind: 'MR', name: 'Head', files: await made.mr(at('mr'), 'Head', MANY) },
    ];
    for (let i = 0; i < CASES; i++) await made.ct(at(`cases/${i}`), `Case${i}x`, SMALL);
    const page = at('bare-page');
    await buildBarePage(page);
    const surroundings: Surroundings = { electron: electron.executable, display: display.name, folder };
    await index(at('known'), [...series.map(({ files }) => path.dirname(files[0]!)), at('cases')], surroundings);

    const times: Times = new Map();
    for (let round = 0; round < count; round++) {
      process.stderr.write(`round ${round + 1} of ${count}\n`);
      await beside(series, { known: at('known'), fresh: at(`fresh-${round}`), page }, surroundings, times);
    }
    const memory = await openAndClose(at('known'), surroundings);
    return { lines: linesOf(times), notes: [`Series: ${made.source}, ${MANY} slices of MR`, ...memory] };
  } finally {
    display.end();
  }
}

/** Lets the program read what it will be asked to open. */
async function index(dataFolder: string, folders: readonly string[], surroundings: Surroundings): Promise<void> {
  const session = await ViewingSession.start(dataFolder, surroundings);
  for (const folder of folders) await session.importFolder(folder);
  await session.end();
}

/** Both sides do the same things, one after the other; the bare page's panes take the sizes that ours had. */
async function beside(
  series: readonly Series[],
  { known, fresh, page }: { readonly known: string; readonly fresh: string; readonly page: string },
  surroundings: Surroundings,
  times: Times,
): Promise<void> {
  const note = (what: string, side: Side, ...milliseconds: readonly number[]) => {
    process.stderr.write(`  ${what}, ${side}: ${figuresOf(milliseconds).medianMs.toFixed(1)} ms\n`);
    const both = times.get(what) ?? { ours: [], bare: [] };
    both[side].push(...milliseconds);
    times.set(what, both);
  };
  const ours = await ViewingSession.start(known, surroundings);
  const bare = await BareSession.start(page, surroundings);
  try {
    for (const [order, { kind, name, files }] of series.entries()) {
      const which = order === 0 ? `${kind}, first picture of a session` : `${kind}`;
      note(`first image of ${which}`, 'ours', await ours.open(name));
      const size = await ours.paneSize();
      const start = await ours.slice();
      note(`first image of ${which}`, 'bare', await bare.openFiles(files, size, start));
      const steps = Math.min(STEPS, files.length - 1);
      note(`scroll ${kind}, not read yet`, 'ours', ...(await ours.scroll(steps)));
      note(`scroll ${kind}, not read yet`, 'bare', ...(await bare.scroll(steps)));
      await bare.readAll();
      await ours.pause(4000);
      note(`scroll ${kind}`, 'ours', ...(await ours.scroll(steps)));
      note(`scroll ${kind}`, 'bare', ...(await bare.scroll(steps)));
      if (order === series.length - 1) {
        for (const [width, height] of SIZES) {
          await ours.alone(width, height);
          await bare.size(width, height);
          await bare.resize(await ours.paneSize());
          note(`scroll ${kind}, window of ${width} × ${height}`, 'ours', ...(await ours.scroll(steps)));
          note(`scroll ${kind}, window of ${width} × ${height}`, 'bare', ...(await bare.scroll(steps)));
        }
        await ours.alone(1440, 900);
        await bare.size(1440, 900);
      }
      const { ms, size: planeSize } = await ours.planes();
      note(`three planes of ${kind}`, 'ours', ms);
      note(`three planes of ${kind}`, 'bare', await bare.planes(planeSize));
      await bare.close();
    }
    await ours.pause();
    for (let i = 0; i < SWITCHES; i++) {
      note('case switch', 'ours', await ours.switchCase());
      await ours.pause(1000);
    }
  } finally {
    await ours.end();
    await bare.end();
  }
  const chosen = path.dirname(series.at(-1)!.files[0]!);
  const first = await ViewingSession.start(fresh, surroundings);
  note(`folder of ${MANY} files chosen → first image`, 'ours', await first.chooseFolder(chosen));
  const size = await first.paneSize();
  await first.end();
  const again = await BareSession.start(page, surroundings);
  note(`folder of ${MANY} files chosen → first image`, 'bare', await again.openFolder(chosen, size));
  await again.end();
}

function linesOf(times: Times): Line[] {
  return [...times].flatMap(([what, { ours, bare }]) => {
    const rival = { name: 'bare Cornerstone', milliseconds: bare };
    if (what === 'case switch') return [lineOf(what, ours, { note: `worst ${worst(ours)}, wanted 300 ms` })];
    const scrolling = what.startsWith('scroll');
    const wanted = what.startsWith('first') ? 1.5 : what.startsWith('folder') ? 2.5 : 1.2;
    const note = `worst ${worst(ours)}, bare ${worst(bare)}: ${(Math.max(...ours) / Math.max(...bare)).toFixed(2)}, wanted 2`;
    return [lineOf(what, ours, { rival, wanted, ...(scrolling ? { note } : {}) })];
  });
}

function worst(milliseconds: readonly number[]): string {
  return `${Math.max(...milliseconds).toFixed(1)} ms`;
}

/** What the program holds after cases were opened, looked at and closed. */
async function openAndClose(dataFolder: string, surroundings: Surroundings): Promise<string[]> {
  const session = await ViewingSession.start(dataFolder, surroundings);
  const held: number[] = [];
  for (let i = 0; i < CASES; i++) {
    await session.open(`Case${i}x`);
    await session.pause(1500);
    await session.scroll(SMALL - 1);
    await session.close();
    await session.pause(3000);
    const mib = await session.memoryMib();
    if (mib === null) return ['Memory is not measured on this system'];
    held.push(mib);
  }
  await session.end();
  const [second, last] = [held[1]!, held.at(-1)!];
  const more = ((last / second - 1) * 100).toFixed(1);
  return [
    `Memory of all processes after each of ${CASES} cases opened and closed, MiB: ${held.map(Math.round).join(' ')}`,
    `The last is ${more} % above the second; wanted: 10 % at most`,
  ];
}
