import { describe, expect, it } from 'vitest';
import type { EdgeLetters } from '../../src-shared/imaging/orientation.ts';
import { uprighting } from './upright.ts';

const OPPOSITE: Record<string, string> = { R: 'L', L: 'R', A: 'P', P: 'A', H: 'F', F: 'H' };
const edges = (top: string, left: string): EdgeLetters => ({
  ...{ top, left },
  bottom: OPPOSITE[top] ?? '?',
  right: OPPOSITE[left] ?? '?',
});

/** What is up and on the left after turning and mirroring. */
function seen(stored: EdgeLetters): [string, string] {
  const { rotation, flipHorizontal, flipVertical } = uprighting(stored);
  const turned = rotation === 90 ? { top: stored.left, left: stored.bottom } : stored;
  const other = (letter: string, flip: boolean) => (flip ? OPPOSITE[letter]! : letter);
  return [other(turned.top, flipVertical), other(turned.left, flipHorizontal)];
}

describe('a slice is put upright', () => {
  const axes = ['RL', 'AP', 'HF'];
  const all = axes.flatMap((vertical) =>
    axes
      .filter((horizontal) => horizontal !== vertical)
      .flatMap((horizontal) => [...vertical].flatMap((top) => [...horizontal].map((left) => edges(top, left)))),
  );

  it.each(all)('%o', (stored) => {
    const [top, left] = seen(stored);
    const plane = new Set([...stored.top, ...stored.bottom, ...stored.left, ...stored.right]);
    if (!plane.has('H')) expect([top, left]).toEqual(['A', 'R']);
    else if (!plane.has('A')) expect([top, left]).toEqual(['H', 'R']);
    else expect([top, left]).toEqual(['H', 'A']);
  });

  it('unless nobody knows how it lies', () => {
    expect(uprighting({ top: '?', bottom: '?', left: '?', right: '?' })).toEqual({
      rotation: 0,
      flipHorizontal: false,
      flipVertical: false,
    });
  });
});
