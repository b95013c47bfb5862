import { expect, it } from 'vitest';
import { COLOUR_MAPS, INFERNO } from './colour-map.ts';

it('holds 256 colours from black to pale yellow, each lighter than the one before', () => {
  const lightness = Array.from({ length: 256 }, (_, i) => {
    const [red, green, blue] = INFERNO.subarray(i * 3, i * 3 + 3) as unknown as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  expect([...INFERNO.subarray(0, 3)]).toEqual([0, 0, 4]);
  expect([...INFERNO.subarray(765)]).toEqual([252, 255, 164]);
  // Rounding to 8 bits lets neighbours differ by less than one step.
  expect(lightness.every((value, i) => i === 0 || value > (lightness[i - 1] as number) - 1)).toBe(true);
});

it.each(Object.entries(COLOUR_MAPS))('%s grows lighter with every step', (_name, map) => {
  const lightness = Array.from({ length: 256 }, (_, i) => {
    const [red, green, blue] = map.subarray(i * 3, i * 3 + 3) as unknown as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  expect(map).toHaveLength(768);
  expect(lightness.every((value, i) => i === 0 || value > (lightness[i - 1] as number) - 1)).toBe(true);
  expect(lightness[255]! - lightness[0]!).toBeGreaterThan(150);
});
