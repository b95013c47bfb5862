import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belowItsRoot, Targets } from './targets.ts';

describe('the names of written files', () => {
  it('are those of the films, in the folders that they came from', () => {
    const targets = new Targets('/out', ['/films']);
    expect(targets.of('/films/ward/a.dcm', 'chest', 'map', 'png')).toBe(path.join('/out', 'ward', 'a.chest.map.png'));
    expect(targets.of('/films/ward/a.dcm', 'chest', 'report', 'pdf')).toBe(
      path.join('/out', 'ward', 'a.chest.report.pdf'),
    );
  });

  it('are never shared by two films of one run', () => {
    const name = fc.constantFrom('a', 'A', 'a-2', 'b', 'B-2');
    const film = fc.tuple(fc.constantFrom('x', 'y', 'x/z'), name, fc.constantFrom('.dcm', '.png', ''));
    fc.assert(
      fc.property(fc.uniqueArray(film, { selector: (parts) => parts.join() }), (films) => {
        const inputs = films.map(([folder, stem, extension]) => path.resolve(folder, stem + extension));
        const targets = new Targets('/out', ['x', 'y']);
        const names = inputs.map((input) => targets.of(input, 'chest', 'map', 'png').toLowerCase());
        expect(new Set(names).size).toBe(names.length);
        expect(inputs.map((input) => targets.of(input, 'chest', 'map', 'png').toLowerCase())).toEqual(names);
      }),
    );
  });
});

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
