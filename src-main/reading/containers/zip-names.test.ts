import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapes, SafeNames } from './zip-names.ts';

const part = fc.oneof(
  fc.string(),
  fc.constantFrom('', '.', 'CON', 'nul.dcm', 'a:b', 'x.', 'y ', 'IM1', 'im1', 'Im1.dcm', 'im1.DCM', '\u202egnp.exe'),
  fc.string({ minLength: 200, maxLength: 500 }),
  fc.constantFrom('患者', 'é'.repeat(150)),
);
const names = fc.array(
  fc.array(part, { minLength: 1, maxLength: 20 }).map((parts) => parts.join('/')),
  { maxLength: 30 },
);

describe('names of entries', () => {
  it('become ones that could stand on any system, no two alike but for case', () => {
    fc.assert(
      fc.property(names, (all) => {
        const safe = new SafeNames();
        const given = all.filter((name) => !escapes(name)).map((name) => safe.next(name).name);
        for (const name of given) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
          const parts = name.split('/');
          expect(parts.length).toBeLessThanOrEqual(16);
          for (const each of parts) {
            expect(each).toMatch(/^[^<>:"|?*\u0000-\u001f\u202e]+$/);
            expect(each).not.toMatch(/[. ]$/);
            expect(each).not.toMatch(/^(con|nul|prn|aux|com\d|lpt\d)(\.|$)/i);
            expect(['', '.', '..']).not.toContain(each);
          }
        }
        expect(new Set(given.map((name) => name.toLowerCase())).size).toBe(given.length);
      }),
    );
  });

  it('are the same every time', () => {
    fc.assert(
      fc.property(names, (all) => {
        const once = () => {
          const safe = new SafeNames();
          return all.filter((name) => !escapes(name)).map((name) => safe.next(name));
        };
        expect(once()).toEqual(once());
      }),
    );
  });

  it('stay as they are when they are fine, Chinese ones too', () => {
    const safe = new SafeNames();
    for (const name of ['DICOM/PA000001/ST000001/IM000001', '患者/影像 1.dcm', 'a-b_c (2).nii.gz']) {
      expect(safe.next(name)).toEqual({ name, renamed: false });
    }
  });
});
