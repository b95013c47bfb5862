import { describe, expect, it } from 'vitest';
import { supportOf } from './support.ts';

const map = (values: number[]) => ({ label: 'finding', rows: 1, columns: values.length, values });

describe('supportOf', () => {
  it('scales the strongest support to 1 and what speaks against to 0', () => {
    expect([...supportOf(map([-3, 2, 4]), 1, 3)]).toEqual([0, 0.5, 1]);
  });

  it('is zero everywhere when nothing supports', () => {
    expect([...supportOf(map([-1, -2]), 2, 2)]).toEqual([0, 0, 0, 0]);
  });

  it('refuses a map that does not fill its grid or holds no numbers', () => {
    expect(() => supportOf({ ...map([1]), columns: 2 }, 2, 2)).toThrow('model-output-invalid');
    expect(() => supportOf(map([NaN]), 2, 2)).toThrow('model-output-invalid');
  });
});
