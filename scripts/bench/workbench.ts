import { encode } from 'fast-png';
import fs from 'node:fs';
import path from 'node:path';
import { buildIfChanged } from '../setup/build-if-changed.mjs';
import { setUp } from '../setup/set-up.mjs';
import { virtualDisplay } from '../virtual-display.mjs';
import { lineOf, type PartOutcome } from './figures.ts';
import { WorkbenchSession } from './workbench-session.ts';

const SIDE = 512;

/**
 * How quickly the workbench follows the hand on pictures of 512 × 512: from the pointer to the paint, undoing, and the next
 * case while a person works. Builds where something has changed, and needs a display, or Xvfb.
 *
 * @param count strokes, undone afterwards, and cases
 * @param folder takes pictures and the data folder
 */
export async function measure(count: number, folder: string): Promise<PartOutcome> {
  const electron = await setUp({ forTests: true });
  buildIfChanged();
  const display = await virtualDisplay({ fresh: true });
  try {
    const pictures = path.join(folder, 'pictures');
    writePictures(pictures, count + 1);
    const surroundings = { electron: electron.executable, display: display.name, folder };
    const bench = await WorkbenchSession.start(pictures, path.join(folder, 'workbench'), surroundings);
    const [moves, undos, cases]: [number[], number[], number[]] = [[], [], []];
    await bench.stroke(0);
    for (let i = 0; i < count; i++) moves.push(...(await bench.stroke(i + 1)));
    for (let i = 0; i < count; i++) undos.push(await bench.undo());
    for (let i = 0; i < count; i++) cases.push(await bench.next());
    await bench.end();
    const worst = (milliseconds: readonly number[]) => `worst ${Math.max(...milliseconds).toFixed(1)} ms`;
    return {
      lines: [
        lineOf(`Brush stroke to paint, ${SIDE} × ${SIDE}`, moves, { note: worst(moves) }),
        lineOf('Undo of a stroke', undos, { note: worst(undos) }),
        lineOf('Next case, read ahead', cases, { note: worst(cases) }),
      ],
      notes: [
        `Strokes: ${worst(moves)}; undo: ${worst(undos)}; next case: ${worst(cases)}. Wanted: 16 ms (worst 50), 50 ms, 300 ms.`,
      ],
    };
  } finally {
    display.end();
  }
}

/** Grey noise, no picture like another. */
function writePictures(folder: string, count: number): void {
  fs.mkdirSync(folder, { recursive: true });
  let seed = 1;
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from({ length: SIDE * SIDE }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed >>> 23;
    });
    const file = path.join(folder, `picture-${String(i).padStart(3, '0')}.png`);
    fs.writeFileSync(file, encode({ width: SIDE, height: SIDE, data, channels: 1, depth: 8 }));
  }
}
