import { afterEach, expect, it } from 'vitest';
import { privacy, unnamed } from './privacy.svelte.ts';

afterEach(() => void (privacy.on = false));

it('says no file names of a warning while names are hidden: they may be patients’', () => {
  const told = { code: 'instance-duplicate', details: { count: 2, files: 'Doe^Jane.dcm' } } as const;
  expect(unnamed(told)).toBe(told);
  privacy.on = true;
  expect(unnamed(told)).toEqual({ code: 'instance-duplicate', details: { count: 2 } });
  const plain = { code: 'series-tilted', details: { degrees: 3 } } as const;
  expect(unnamed(plain)).toBe(plain);
});
