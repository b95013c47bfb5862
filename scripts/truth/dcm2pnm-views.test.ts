import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { CaseInstance } from '../../src-shared/contract/records.ts';
import { presentationOf } from '../../src-shared/imaging/presentation.ts';
import { bytesInMemory } from '../../src-main/reading/containers/byte-source.ts';
import { openImage } from '../../src-main/reading/open-image.ts';
import { displayedValues } from '../../src-renderer/stage/displayed-values.ts';
import { firstWindow } from '../../src-renderer/stage/default-window.ts';

vi.mock('@cornerstonejs/core', () => ({ utilities: {} }));
const { magnified } = await import('../../src-renderer/stage/magnified.ts');

interface Case {
  readonly name: string;
  readonly file: string;
  readonly shown: string;
}
const { rows, columns, cases } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'dcm2pnm-views.fixture.json'), 'utf8'),
) as { rows: number; columns: number; cases: Case[] };
const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));

/** Mean difference of two pictures in grey levels. */
function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return sum / b.length;
}

async function opened(base64: string) {
  const image = await openImage(bytesInMemory(bytes(base64)));
  if ('document' in image) throw new Error('no picture');
  const frame = image.frameOf(await image.stored(0));
  const overlay = (await image.overlayMask?.(0)) ?? null;
  return { pixels: (image.description as CaseInstance['description']).pixels, frame, overlay };
}

describe('what dcmtk’s dcm2pnm shows of a film', () => {
  it.each(cases)('is what reports print, to less than a grey level: $name', async ({ file, shown }) => {
    const { pixels, frame, overlay } = await opened(file);
    const seen = presentationOf(frame.values, pixels).map((grey, i) => (overlay?.[i] ? 255 : grey));
    expect(meanDifference(seen, bytes(shown))).toBeLessThan(1);
  });

  it.each(cases)('is what the lens on the screen shows, to less than a grey level: $name', async ({ file, shown }) => {
    const { pixels, frame, overlay } = await opened(file);
    const { window } = firstWindow(frame.values, pixels);
    const samples = frame.samplesPerPixel;
    const picture = {
      ...{ values: displayedValues(frame, pixels), rows, columns, samples, window },
      ...{ inverted: pixels.photometric === 'MONOCHROME1', colours: 'grey' as const },
    };
    // a picture pixel a screen pixel, as the lens draws it
    const side = Math.max(rows, columns);
    const one = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
    const drawn = magnified(picture, one, [side / 2, side / 2], side, 1);
    const greys: number[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let sample = 0; sample < samples; sample++) {
          const grey = drawn[(row * side + column) * 4 + sample] as number;
          greys.push(overlay?.[row * columns + column] ? 255 : grey);
        }
      }
    }
    expect(meanDifference(greys, bytes(shown))).toBeLessThan(1);
  });
});
