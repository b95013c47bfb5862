import { describe, expect, it } from 'vitest';
import { placeOnScreen } from './window-place.ts';

const laptop = { x: 0, y: 0, width: 1280, height: 720 };
const second = { x: 1280, y: 0, width: 1920, height: 1080 };

describe('the window place', () => {
  it('opens where it was last', () => {
    const place = { bounds: { x: 1400, y: 50, width: 1000, height: 700 }, maximised: true, theme: 'light' as const };
    expect(placeOnScreen(place, [laptop, second])).toBe(place);
  });

  it('comes back to the first screen when the second one is unplugged', () => {
    const place = { bounds: { x: 1400, y: 50, width: 1000, height: 700 }, maximised: false, theme: 'dark' as const };
    expect(placeOnScreen(place, [laptop]).bounds).toEqual({ x: 0, y: 0, width: 1280, height: 720 });
  });

  it('never hides its title above the screen', () => {
    const place = { bounds: { x: 100, y: -300, width: 1000, height: 700 }, maximised: false, theme: 'dark' as const };
    expect(placeOnScreen(place, [laptop]).bounds.y).toBe(0);
  });
});
