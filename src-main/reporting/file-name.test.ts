import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportFileName } from './file-name.ts';

const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

describe('reportFileName', () => {
  it('names day, case and count', () => {
    expect(reportFileName('2026-11-21T23:59:59.000Z', 7, 2)).toBe('report-2026-11-21-7-2.pdf');
  });

  it('is a plain name on every file system, whatever it is given', () => {
    const anyTime = fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.string(),
    );
    fc.assert(
      fc.property(anyTime, fc.double(), fc.integer(), (signedAt, caseId, count) => {
        const name = reportFileName(signedAt, caseId, count);
        expect(name).toMatch(/^report-(\d{4}-\d{2}-\d{2}|undated)-\d+-\d+\.pdf$/);
        expect(name).not.toMatch(RESERVED);
        expect(name.length).toBeLessThan(80);
      }),
    );
  });

  it('differs where case, day or count differ', () => {
    const day = fc.constantFrom('2026-11-21', '2026-11-22');
    const one = fc.tuple(day, fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 99 }));
    fc.assert(
      fc.property(one, one, (a, b) => {
        const nameOf = ([date, caseId, count]: typeof a) => reportFileName(`${date}T12:00:00.000Z`, caseId, count);
        expect(nameOf(a) === nameOf(b)).toBe(a.join() === b.join());
      }),
    );
  });
});
