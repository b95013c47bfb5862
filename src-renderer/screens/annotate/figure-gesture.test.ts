import { expect, it } from 'vitest';
import { paint } from '../../../src-shared/drawing/figure.ts';
import { newPlane } from '../../../src-shared/drawing/plane.ts';
import type { Hand } from '../../stage/hand.ts';
import { BoxGesture, FreehandGesture, PolygonGesture } from './figure-gesture.ts';

const hand = (x: number, y: number, erase = false): Hand => ({
  ...{ at: [x, y], screen: [x * 10, y * 10], erase, ctrl: false, alt: false },
});

function canvas() {
  const plane = newPlane(10, 10);
  const drawn = { count: 0, erased: false, shown: false };
  return {
    plane,
    drawn,
    end: {
      show: (draft: unknown) => (drawn.shown = draft !== null),
      paint: (figure: Parameters<typeof paint>[1], erase: boolean) => {
        drawn.count += 1;
        drawn.erased = erase;
        paint(plane, figure, 1);
      },
    },
  };
}
const area = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0);

it('a polygon is closed by a click on its first corner', () => {
  const { plane, drawn, end } = canvas();
  const gesture = new PolygonGesture(end);
  for (const [x, y] of [
    [1, 1],
    [7, 1],
    [7, 5],
    [1, 5],
    [1.2, 1.1],
  ] as const) {
    gesture.down(hand(x, y));
    gesture.up(hand(x, y));
  }
  expect(gesture.done).toBe(true);
  expect(drawn).toEqual({ count: 1, erased: false, shown: false });
  expect(area(plane.values)).toBe(24);
});

it('a polygon gives back its last corner, and is given up with the first', () => {
  const { drawn, end } = canvas();
  const gesture = new PolygonGesture(end);
  gesture.down(hand(1, 1));
  gesture.up(hand(1, 1));
  gesture.down(hand(5, 1));
  gesture.up(hand(5, 1));
  expect(gesture.back()).toBe(true);
  expect(gesture.done).toBe(false);
  expect(gesture.back()).toBe(true);
  expect(gesture.done).toBe(true);
  expect(drawn).toEqual({ count: 0, erased: false, shown: false });
});

it('two corners enclose nothing', () => {
  const { drawn, end } = canvas();
  const gesture = new PolygonGesture(end);
  gesture.down(hand(1, 1));
  gesture.down(hand(5, 5));
  gesture.close();
  expect(drawn.count).toBe(0);
});

it('a rectangle is one drag, and a click is none', () => {
  const { plane, drawn, end } = canvas();
  const gesture = new BoxGesture('rectangle', end);
  gesture.down(hand(2, 2, true));
  gesture.move([hand(4, 4, true)]);
  gesture.up(hand(6, 5, true));
  expect(area(plane.values)).toBe(12);
  expect(drawn.erased).toBe(true);
  const click = new BoxGesture('ellipse', end);
  click.down(hand(2, 2));
  click.up(hand(2.1, 2.1));
  expect(drawn.count).toBe(1);
});

it('a freehand outline that crosses itself is filled on both sides', () => {
  const { plane, end } = canvas();
  const gesture = new FreehandGesture(end);
  gesture.down(hand(1, 1));
  gesture.move([hand(9, 9), hand(9, 1), hand(1, 9)]);
  gesture.up(hand(1, 1));
  expect(plane.values[4 * 10 + 1]).toBe(1);
  expect(plane.values[4 * 10 + 8]).toBe(1);
});
