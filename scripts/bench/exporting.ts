import fs from 'node:fs';
import path from 'node:path';
import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import { EXPORT_FORMATS } from '../../src-shared/annotation/export-formats.ts';
import { runsOf } from '../../src-shared/annotation/mask-runs.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { DatasetExport } from '../../src-main/exchange/dataset-export.ts';
import { factsOf, item, order } from '../../src-main/exchange/export-items.fixture.ts';
import { lineOf, type Line, type PartOutcome } from './figures.ts';

const SIDE = 512;
const ITEMS = 1000;
/** Masks and pictures that take turns: drawing a thousand is not what is measured. */
const DRAWN = 20;

/**
 * How long the exchange process takes for 1,000 masks of 512 × 512 in each format: reading the labels from the log and
 * decoding the pictures is not in it, writing them durably is.
 *
 * @param folder takes the exports, which are removed again
 */
export async function measure(_rounds: number, folder: string): Promise<PartOutcome> {
  const drawn = Array.from({ length: DRAWN }, (_, i) => drawnItem(i));
  const items = Array.from({ length: ITEMS }, (_, i): ExportItem => {
    return { ...(drawn[i % DRAWN] as ExportItem), id: `item${String(i).padStart(4, '0')}` };
  });
  const frames = Array.from({ length: DRAWN }, (_, i) => speckle(i));
  let asked = 0;
  const source = { frame: async (_id: InstanceId, _frame: number) => frames[asked++ % DRAWN] as Frame };
  const lines: Line[] = [];
  for (const format of EXPORT_FORMATS) {
    const place = path.join(folder, `export-${format}`);
    const start = performance.now();
    const run = await DatasetExport.begin({ ...order(format, place), facts: factsOf(items) }, source);
    for (const one of items) await run.item(one);
    const { items: written, files, bytes } = await run.finish();
    const ms = performance.now() - start;
    if (written !== ITEMS) throw new Error(`${format}: only ${written} items went out`);
    const rate = `${(ITEMS / (ms / 1000)).toFixed(0)} images a second`;
    const size = `${files} files, ${(bytes / 2 ** 20).toFixed(0)} MiB`;
    lines.push(lineOf(`${ITEMS} masks of ${SIDE}² as ${format}`, [ms], { note: `${rate}; ${size}` }));
    fs.rmSync(place, { recursive: true, force: true });
  }
  return {
    lines,
    notes: [
      `Exporting: ${ITEMS} pictures of ${SIDE} × ${SIDE} with a lesion of several parts each, every file synced.`,
    ],
  };
}

/** A lesion with a hole, and a few dots beside it. */
function drawnItem(number: number): ExportItem {
  const [x, y, radius] = [180 + 7 * number, 260 - 3 * number, 60 + 2 * number];
  const made = item(`bench${number}`, {
    ...{ rows: SIDE, columns: SIDE, part: 'train' },
    answers: [{ field: 'side', place: { scope: 'item' }, answer: 'left' }],
  });
  const values = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [column, row] = [at % SIDE, Math.floor(at / SIDE)];
    const far = Math.hypot((column - x) / 1.3, row - y);
    const dots = row > 440 && row < 460 && column % 40 < 12;
    return Number((far < radius && far > radius / 8) || dots);
  });
  return { ...made, masks: [{ segment: 1, slices: [{ slice: 0, runs: runsOf(values) }] }] };
}

function speckle(number: number): Frame {
  let seed = number + 1;
  const values = Uint8Array.from({ length: SIDE * SIDE }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return 60 + (seed >>> 24);
  });
  return { rows: SIDE, columns: SIDE, samplesPerPixel: 1, sampleType: 'uint8', values };
}
