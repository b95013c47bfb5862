import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { belowItsRoot } from './below-root.ts';

describe('the place of a written file', () => {
  const at = (...parts: string[]) => path.join(path.resolve('/films'), ...parts);

  it.each([
    ['below the folder that was named', at('ward', 'a.dcm'), ['/films'], path.join('ward', 'a.dcm')],
    ['its name alone for a file that was named', at('ward', 'a.dcm'), [at('ward', 'a.dcm')], 'a.dcm'],
    ['below the first folder that holds it', at('ward', 'a.dcm'), ['/other', '/films'], path.join('ward', 'a.dcm')],
    ['its name alone outside every folder', at('a.dcm'), ['/film'], 'a.dcm'],
    ['below a folder named with a way around', at('a.dcm'), ['/films/ward/../'], 'a.dcm'],
    [
      'below the root of a disk',
      at('a.dcm'),
      [path.parse(at()).root],
      path.relative(path.parse(at()).root, at('a.dcm')),
    ],
    ['below a relative folder', path.resolve('films', 'x', 'a.dcm'), ['films'], path.join('x', 'a.dcm')],
  ])('is %s', (_name, file, roots, expected) => {
    expect(belowItsRoot(file, roots)).toBe(expected);
  });

  it('never climbs out', () => {
    for (const file of ['/films/../etc/passwd', '../../a.dcm', '/films/..', '/']) {
      expect(belowItsRoot(file, ['/films']).split(path.sep)).not.toContain('..');
    }
  });
});
