import { describe, expect, it } from 'vitest';
import { placeOnScreen, windowPlaceIn } from './window-place.ts';

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

  it('is what was written when the window closed', () => {
    const place = { bounds: { x: -8, y: 0.5, width: 1000, height: 700 }, maximised: false, theme: 'light' as const };
    expect(windowPlaceIn(JSON.stringify(place))).toEqual(place);
  });

  it.each([
    'null',
    '7',
    '{}',
    '{"bounds":null,"maximised":true,"theme":"dark"}',
    '{"bounds":{"x":0,"y":0,"width":900},"maximised":true,"theme":"dark"}',
    '{"bounds":{"x":0,"y":0,"width":"900","height":700},"maximised":true,"theme":"dark"}',
    '{"bounds":{"x":0,"y":0,"width":1e999,"height":700},"maximised":true,"theme":"dark"}',
    '{"bounds":{"x":0,"y":0,"width":900,"height":700},"maximised":1,"theme":"dark"}',
    '{"bounds":{"x":0,"y":0,"width":900,"height":700},"maximised":true,"theme":"blue"}',
  ])('is not taken from %s', (text) => {
    expect(windowPlaceIn(text)).toBeUndefined();
  });
});
