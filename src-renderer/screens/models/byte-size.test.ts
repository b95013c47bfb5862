import { expect, it } from 'vitest';
import { byteSize } from './byte-size.ts';

it('says no more digits than a size deserves', () => {
  expect(byteSize(812)).toBe('812 B');
  expect(byteSize(2_397_474)).toBe('2.4 MB');
  expect(byteSize(999_700)).toBe('1.0 MB');
  expect(byteSize(250_000_000)).toBe('250 MB');
  expect(byteSize(7_000_000_000_000)).toBe('7000 GB');
});
