import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildIfChanged } from '../setup/build-if-changed.mjs';
import { setUp } from '../setup/set-up.mjs';
import { virtualDisplay } from '../virtual-display.mjs';
import { lineOf, type Line, type PartOutcome } from './figures.ts';
import { filmClassifier } from './film-classifier.ts';
import { BenchFilms } from './films.ts';
import { analyseMany, type ManyFilms } from './many-films.ts';
import { overheadLines, shippedModel } from './pipeline-overhead.ts';
import { plainClassifier } from './plain-classifier.ts';
import { plainUnet } from './plain-unet.ts';
import type { Surroundings } from './surroundings.ts';
import { WindowSession } from './window-session.ts';

const MIB = 2 ** 20;
const LARGEST_GAP_MS = 50;

/**
 * What the program adds to a network's own time: the whole pipeline beside the bare run, 500 films from one command with the
 * memory held, how long a cancelled analysis goes on, the page's frames while a network runs, and the memory of an outlined
 * volume of 256³.
 */
export async function measure(rounds: number, folder: string): Promise<PartOutcome> {
  const electron = await setUp({ forTests: true });
  buildIfChanged();
  const display = await virtualDisplay({ fresh: true });
  try {
    const around: Surroundings = { electron: electron.executable, display: display.name, folder };
    // of ordinary size, as people bring them, and our own, which are quick
    const models = [
      await plainClassifier(folder),
      await filmClassifier(folder),
      await plainUnet(folder),
      ...['chest-xr-pneumonia', 'chest-xr-lungs'].map(shippedModel),
    ];
    const lines = await overheadLines(rounds, models);
    const many: ManyFilms[] = [];
    for (const model of models) many.push(await analyseMany(model, around));
    lines.push(...many.flatMap(manyLines));
    const { gaps, cancels } = await inWindow(around, rounds);
    lines.push(
      lineOf('largest gap between frames while a network runs', gaps, { note: `wanted ≤ ${LARGEST_GAP_MS} ms` }),
    );
    lines.push(lineOf('cancel → told that it ended', cancels, { note: 'wanted ≤ 100 ms' }));
    return { lines, notes: [...many.map(memoryNote), volumeNote()] };
  } finally {
    display.end();
  }
}

function manyLines({ model, films, eachMs, runMs, pythonMs }: ManyFilms): Line[] {
  const beside = (name: string, milliseconds: number) =>
    lineOf(`each of ${films} films from one command, ${model}`, [eachMs], {
      rival: { name, milliseconds: [milliseconds] },
      wanted: 1 / 0.9,
    });
  return [
    beside('its network alone', runMs),
    ...(pythonMs === null ? [] : [beside('Python, one film after the other', pythonMs)]),
  ];
}

function memoryNote({ model, heldBytes }: ManyFilms): string {
  const held = heldBytes.map((bytes) => Math.round(bytes / MIB)).join(', ');
  return `Memory of all processes after every 50 films, ${model}: ${held} MiB`;
}

function volumeNote(): string {
  const file = path.join(import.meta.dirname, 'volume-memory.ts');
  const run = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  const { ms, before, peak, expected } = JSON.parse(run.stdout) as Record<string, number>;
  const [held, most, bound] = [before, peak, expected].map((bytes) => Math.round((bytes as number) / MIB));
  return (
    `Volume of 256³ outlined in pieces of 64³ (small network, two labels): ${Math.round((ms as number) / 1000)} s, ` +
    `at most ${most} MiB, of which ${held} MiB (the volume itself among them) before; expected ${bound} MiB`
  );
}

async function inWindow(around: Surroundings, rounds: number): Promise<{ gaps: number[]; cancels: number[] }> {
  const films = await BenchFilms.prepare(path.join(around.folder), null);
  const session = await WindowSession.start(path.join(around.folder, 'gap'), around);
  try {
    await session.open(films.next('jpeg'));
    await session.pause();
    const [gaps, cancels]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      gaps.push(await session.frameGap('chest-xr-denoise'));
      cancels.push(await session.cancel('chest-xr-denoise'));
    }
    return { gaps, cancels };
  } finally {
    await session.end();
  }
}
