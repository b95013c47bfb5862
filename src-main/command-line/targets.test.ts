import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Targets } from './targets.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));

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
