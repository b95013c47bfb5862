import { expect, it } from 'vitest';
import { Kit, LEAST_RADIUS, MOST_RADIUS } from './kit.svelte.ts';

it('goes back and forth between the last two tools', () => {
  const kit = new Kit();
  kit.use('polygon');
  kit.use('grow');
  kit.swap();
  expect(kit.tool).toBe('polygon');
  kit.swap();
  expect(kit.tool).toBe('grow');
});

it('makes the brush larger and smaller by steps that one sees, within bounds', () => {
  const kit = new Kit();
  const before = kit.radius;
  kit.resize(1);
  expect(kit.radius).toBeGreaterThan(before);
  kit.resize(-1);
  expect(kit.radius).toBe(before);
  for (let i = 0; i < 100; i++) kit.resize(1);
  expect(kit.radius).toBe(MOST_RADIUS);
  for (let i = 0; i < 100; i++) kit.resize(-1);
  expect(kit.radius).toBe(LEAST_RADIUS);
});

it('takes the brush in hand when its size is changed', () => {
  const kit = new Kit();
  kit.use('polygon');
  kit.resize(1);
  expect(kit.tool).toBe('brush');
});
