import { expect, test } from 'vitest';
import { isRight, knownGreys, rampValues } from './graphics-probe.ts';

const painted = (greys: readonly number[]) => greys.flatMap((grey) => [grey, grey, grey, 255].map(Math.round));

test('the ramp runs through every grey, and beyond the window on both sides', () => {
  const greys = knownGreys();
  expect(greys).toHaveLength(rampValues().length);
  expect(greys[0]).toBe(0);
  expect(greys.at(-1)).toBe(255);
  for (let grey = 1; grey < 255; grey++) {
    expect(Math.min(...greys.map((drawn) => Math.abs(drawn - grey)))).toBeLessThan(1);
  }
});

test('a picture is right when no grey is further off than rounding', () => {
  const greys = knownGreys();
  expect(isRight(painted(greys), greys)).toBe(true);
  expect(isRight(painted(greys.map((grey) => Math.min(255, grey + 0.5))), greys)).toBe(true);
});

test('a picture is wrong when one grey is off, when it is black, and when it is half there', () => {
  const greys = knownGreys();
  const oneOff = painted(greys);
  oneOff[4 * 100 + 1]! += 3;
  expect(isRight(oneOff, greys)).toBe(false);
  expect(isRight(painted(greys.map(() => 0)), greys)).toBe(false);
  expect(isRight(painted(greys).slice(0, 400), greys)).toBe(false);
});
