import path from 'node:path';
import { filledBetween } from '../../src-shared/drawing/between-slices.ts';
import { ellipse } from '../../src-shared/drawing/box.ts';
import { stroke, type Nib } from '../../src-shared/drawing/brush.ts';
import { edgeCosts } from '../../src-shared/drawing/edge-cost.ts';
import { paint } from '../../src-shared/drawing/figure.ts';
import { Livewire } from '../../src-shared/drawing/livewire.ts';
import { newPlane, type Point } from '../../src-shared/drawing/plane.ts';
import { polygon } from '../../src-shared/drawing/polygon.ts';
import { prompted } from '../../src-shared/drawing/prompts.ts';
import { grownRegion } from '../../src-shared/drawing/region.ts';
import { outlinesOf } from '../../src-shared/drawing/rings.ts';
import { Answering } from './answering.ts';
import { lineOf, type Line, type PartOutcome } from './figures.ts';
import { pythonWith } from './python.ts';

interface Told {
  readonly ms: number;
  readonly cpuMs: number;
  /** What was drawn, to see that both did the same work. */
  readonly pixels: number;
}

/** What is measured. Rivals are named as `drawing.py` has them. */
interface Task {
  readonly name: string;
  readonly rivals: readonly string[];
  /** What it gives counts, after the clock has stopped, what was drawn. */
  readonly run: () => () => number;
}

const NIB: Nib = { shape: 'disc', radius: 12, spacing: [1, 1] };
const SAMPLES = 100;

/**
 * How long the annotation tools' arithmetic takes, beside OpenCV, scikit-image and SciPy where they do the same. A stroke is a
 * hundred samples of the pointer; the screen has 16 ms for one of them.
 */
export async function measure(rounds: number): Promise<PartOutcome> {
  const python = pythonWith('cv2, skimage, scipy');
  const script = path.join(import.meta.dirname, 'drawing.py');
  const rival = python === null ? null : await Answering.start(python, [script]);
  const lines: Line[] = [];
  for (const task of tasks()) lines.push(...(await compared(task, rounds, rival)));
  await rival?.end();
  const against = rival ? rival.versions : 'no Python with OpenCV and scikit-image to compare with';
  return { lines, notes: [`Drawing: ${against}`] };
}

async function compared({ name, rivals, run }: Task, rounds: number, rival: Answering | null): Promise<Line[]> {
  const own: Told[] = [];
  const theirs = new Map<string, Told[]>(rivals.map((each) => [each, []]));
  const takeOwn = () => {
    const [start, used] = [performance.now(), process.cpuUsage()];
    const drawn = run();
    const [ms, { user, system }] = [performance.now() - start, process.cpuUsage(used)];
    own.push({ ms, cpuMs: (user + system) / 1000, pixels: drawn() });
  };
  for (let round = 0; round <= rounds; round++) {
    if (round % 2 === 0) takeOwn();
    for (const each of rival ? rivals : []) theirs.get(each)?.push(await rival!.ask<Told>(each));
    if (round % 2 === 1) takeOwn();
  }
  // the first round warms both up
  const ms = (told: readonly Told[]) => told.slice(1).map((one) => one.ms);
  // on a machine that does other things too, processor time says more than the clock
  const words = (told: readonly Told[]) =>
    `${Math.min(...told.slice(1).map(({ cpuMs }) => cpuMs)).toFixed(1)} ms, ${told.at(-1)?.pixels} pixels`;
  const kept = [...theirs].filter(([, told]) => told.length > 1);
  if (kept.length === 0) return [lineOf(name, ms(own), { note: `processor time ${words(own)}` })];
  return kept.map(([each, told]) =>
    lineOf(name, ms(own), {
      rival: { name: each.split(' ')[0] as string, milliseconds: ms(told) },
      note: `processor time ${words(own)}; rival ${words(told)}`,
    }),
  );
}

function tasks(): Task[] {
  const shown = { slices: 1, rows: 512, columns: 512, values: picture(512) };
  const drawn = [discAt(200, 230, 90), discAt(280, 260, 140)].map((plane, i) => ({ slice: 5 * i, plane }));
  const disc = discAt(256, 256, 200);
  return [
    ...[512, 2048].flatMap((side): Task[] => {
      const values = picture(side);
      const samples = { slices: 1, rows: side, columns: side, values };
      return [
        {
          name: `brush, ${SAMPLES} samples, ${side}²`,
          rivals: [`OpenCV stroke ${side}`],
          run: () => {
            const plane = newPlane(side, side);
            for (let i = 0; i < SAMPLES; i++) paint(plane, stroke(NIB, way(i, side), way(i + 1, side)), 1);
            return () => count(plane.values);
          },
        },
        {
          name: `polygon of 2000 corners, ${side}²`,
          // scikit-image's takes more than a minute for the larger
          rivals: [`OpenCV polygon ${side}`, ...(side < 1000 ? [`scikit-image polygon ${side}`] : [])],
          run: () => {
            const plane = newPlane(side, side);
            paint(plane, polygon([ring(side)], 'even-odd'), 1);
            return () => count(plane.values);
          },
        },
        {
          name: `flood fill, ${side}²`,
          rivals: [`OpenCV flood ${side}`, `scikit-image flood ${side}`],
          run: () => {
            const { voxels } = grownRegion(samples, (side / 2) * side + side / 2, [85, 255], 'faces');
            return () => voxels;
          },
        },
      ];
    }),
    ...livewireTasks(512),
    {
      name: 'box prompt, 512²',
      rivals: ['scikit-image walk 512'],
      run: () => {
        const box = { corners: [[92, 92], [420, 420]], slices: [0, 0] } as const; // prettier-ignore
        const options = { spacing: [1, 1, 1], click: 4, band: 8, reach: 60, blur: 2 } as const;
        const { values } = prompted(shown, { box, inside: [], outside: [] }, options)!;
        return () => count(values);
      },
    },
    {
      name: 'fill 4 slices between two, 512²',
      rivals: ['SciPy between 512'],
      run: () => {
        const filled = filledBetween(drawn, [0.7, 0.7]);
        return () => filled.reduce((sum, { plane }) => sum + count(plane.values), 0);
      },
    },
    {
      name: 'rings of a mask, 512²',
      rivals: ['OpenCV rings 512'],
      run: () => {
        const outlines = outlinesOf(disc);
        return () => outlines.length;
      },
    },
  ];
}

function livewireTasks(side: number): Task[] {
  const shown = { rows: side, columns: side, values: picture(side) };
  const edges = edgeCosts(shown, 1.5);
  const [from, near, far]: Point[] = [
    [side / 2 - 0.3 * side, side / 2],
    [side / 2 - 0.29 * side, side / 2 - 40],
    [side / 2 + 0.3 * side, side / 2],
  ] as [Point, Point, Point];
  const path = (to: Point) => () => {
    const wire = new Livewire(edges);
    wire.begin(from as Point);
    const { length } = wire.pathTo(to);
    return () => length;
  };
  return [
    { name: `live wire, edges of a slice, ${side}²`, rivals: [`OpenCV edges ${side}`], run: () => { const { costs } = edgeCosts(shown, 1.5); return () => costs.length; } }, // prettier-ignore
    { name: `live wire, path of 40 pixels, ${side}²`, rivals: [], run: path(near as Point) },
    { name: `live wire, path across, ${side}²`, rivals: [`OpenCV wire ${side}`, `scikit-image wire ${side}`], run: path(far as Point) }, // prettier-ignore
  ];
}

/** A bright disc in noise, 0–255; the same numbers as in `drawing.py`. */
function picture(side: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: side * side }, (_, i) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const [y, x] = [Math.floor(i / side) + 0.5 - side / 2, (i % side) + 0.5 - side / 2];
    return (x * x + y * y < (0.3 * side) ** 2 ? 110 : 60) + ((state >> 16) % 41) - 20;
  });
}

const way = (i: number, side: number): Point => [(i * side) / SAMPLES, side / 2 + (side / 8) * Math.sin(i / 6)];

function ring(side: number): Point[] {
  return Array.from({ length: 2000 }, (_, i) => {
    const [turn, radius] = [(i * Math.PI) / 1000, side * 0.4 * (1 + 0.02 * Math.sin(i))];
    return [side / 2 + radius * Math.cos(turn), side / 2 + radius * Math.sin(turn)];
  });
}

function discAt(x: number, y: number, radius: number) {
  const plane = newPlane(512, 512);
  paint(plane, ellipse([x - radius, y - radius], [x + radius, y + radius]), 1);
  return plane;
}

const count = (values: Uint8Array): number => values.reduce((sum, value) => sum + value, 0);
