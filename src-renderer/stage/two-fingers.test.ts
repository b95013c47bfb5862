import { expect, it } from 'vitest';
import { TwoFingers } from './two-fingers.ts';

it('two fingers that part enlarge the picture about their middle, and carry it along', () => {
  const fingers = new TwoFingers();
  fingers.down(1, [100, 100]);
  expect(fingers.move(1, [100, 100])).toBeNull();
  fingers.down(2, [200, 100]);
  const pinch = fingers.move(2, [300, 100]);
  expect(pinch).toEqual({ by: [50, 0], factor: 2, at: [200, 100] });
  fingers.up(1);
  expect(fingers.move(2, [0, 0])).toBeNull();
});
