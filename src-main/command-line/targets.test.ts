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

  it('are cut where no file may be called so, each input’s to another name, and always to the same', () => {
    const targets = new Targets('/out', ['/in']);
    const label = `map-${'l'.repeat(64)}`;
    const id = 'm'.repeat(80);
    const names = ['x'.repeat(250), `${'x'.repeat(249)}y`, '影'.repeat(83), '👩'.repeat(60)].map((stem) => {
      const name = path.basename(targets.of(`/in/${stem}.png`, id, label, 'nii.gz'));
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(name).not.toMatch(/\p{Surrogate}/u);
      expect(path.basename(targets.of(`/in/${stem}.png`, id, 'mask', 'png')).split('.')[0]).toBe(name.split('.')[0]);
      return name;
    });
    expect(new Set(names).size).toBe(names.length);
    const usual = '1.2.840.113619.2.62.994044785528.20060823223142485052';
    expect(targets.of(`/in/${usual}.dcm`, 'chest', 'mask', 'png')).toBe(path.join('/out', `${usual}.chest.mask.png`));
  });
});
