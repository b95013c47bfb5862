// What the painting process does at each revision, so that whoever looks afterwards knows what must be there.
import type { Layer } from '../../../src-shared/annotation/labelling.ts';
import { SIDE } from '../annotation/examples.ts';

export const LAYER: Layer = {
  uid: '0b8a8d5e-6d7c-4f5e-8f6a-3f9d3c1b2a10',
  segment: 1,
  drawer: { by: 'person' },
  hidden: false,
};

/** The pixel that is toggled on this revision, or a step back; never the first layer's, so that there is always one. */
export function strokeAt(revision: number): number | 'undo' {
  return revision > 0 && revision % 7 === 0 ? 'undo' : (revision * 37) % (SIDE * SIDE);
}

/** Pixels that are inside after so many revisions: worked out by taking each pixel in hand, not by the program's runs. */
export function paintedAfter(revisions: number): number[] {
  const done: number[] = [];
  for (let revision = 0; revision < revisions; revision++) {
    const plan = strokeAt(revision);
    if (plan === 'undo') done.pop();
    else done.push(plan);
  }
  const times = new Map<number, number>();
  for (const pixel of done) times.set(pixel, (times.get(pixel) ?? 0) + 1);
  return [...times].filter(([, count]) => count % 2 === 1).map(([pixel]) => pixel);
}
