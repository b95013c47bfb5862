import { expect, it } from 'vitest';
import type { Hand } from '../../stage/hand.ts';
import { pointedNowhere, PromptGesture, promptsOf, type Pointed } from './prompt-gesture.ts';

const hand = (x: number, y: number, erase = false): Hand => ({
  ...{ at: [x, y], screen: [x * 10, y * 10], erase, ctrl: false, alt: false },
});

function point(before: Pointed, from: Hand, to: Hand): Pointed {
  let after = before;
  const gesture = new PromptGesture(
    before,
    () => undefined,
    (pointed) => (after = pointed),
  );
  gesture.down(from);
  gesture.move([to]);
  gesture.up(to);
  return after;
}

it('clicks add up, inside and outside, and a drag is a box around it all', () => {
  let pointed = pointedNowhere(4);
  pointed = point(pointed, hand(5, 5), hand(5.1, 5));
  pointed = point(pointed, hand(9, 9, true), hand(9, 9, true));
  pointed = point(pointed, hand(2, 2), hand(8, 7));
  expect(pointed.slice).toBe(4);
  expect(promptsOf(pointed)).toEqual({
    box: {
      corners: [
        [2, 2],
        [8, 7],
      ],
      slices: [0, 0],
    },
    inside: [{ at: [5, 5], slice: 0 }],
    outside: [{ at: [9, 9], slice: 0 }],
  });
});
