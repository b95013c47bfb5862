import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOwnResult } from './own-results.ts';
import { Targets } from './targets.ts';

const root = path.resolve('/films');
const out = path.join(root, 'out');

describe('what an earlier run wrote', () => {
  it.each([
    ['mask', 'png'],
    ['mask', 'nii.gz'],
    ['map', 'png'],
    ['map-left-lung', 'nii.gz'],
    ['enhanced', 'png'],
    ['report', 'pdf'],
  ])('is known by the name that it was given: %s.%s', (kind, extension) => {
    const file = new Targets(out, [root]).of(path.join(root, 'a.b', 'Film 1.dcm'), 'chest-xr-lungs', kind, extension);
    expect(isOwnResult(file, out, [root])).toBe(true);
    // the folder of results may be the films' own
    expect(isOwnResult(file, root, [root])).toBe(true);
  });

  it('is no other file, none of another folder, and none that was named', () => {
    const mask = path.join(out, 'film.chest-xr-lungs.mask.png');
    expect(isOwnResult(path.join(out, 'film.png'), out, [root])).toBe(false);
    expect(isOwnResult(path.join(out, 'film.mask.png'), out, [root])).toBe(false);
    expect(isOwnResult(mask, path.join(root, 'elsewhere'), [root])).toBe(false);
    expect(isOwnResult(mask, null, [root])).toBe(false);
    expect(isOwnResult(mask, out, [root, mask])).toBe(false);
  });
});
