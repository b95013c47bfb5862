import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseId, InstanceId, JobId, JudgementId, ModelId, ReportId, ResultId, SeriesId } from './ids.ts';

const ROWS = { CaseId, InstanceId, JobId, JudgementId, ReportId, ResultId, SeriesId };

describe('the number of a row', () => {
  it.each(Object.entries(ROWS))('%s is a whole number from 1', (_name, schema) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (id) => {
        expect(schema.parse(id)).toBe(id);
      }),
    );
    for (const wrong of [0, -1, 1.5, NaN, Infinity, 2 ** 53, '1', 1n, null, undefined, [1], { valueOf: () => 1 }]) {
      expect(schema.safeParse(wrong).success, String(wrong)).toBe(false);
    }
  });
});

describe('the name of a model', () => {
  it.each(['chest', 'chest-xr-pneumonia', 'a1-2b', '7'])('may be %s', (id) => {
    expect(ModelId.safeParse(id).success).toBe(true);
  });

  it.each([
    '',
    '-',
    'a-',
    '-a',
    'a--b',
    'A',
    'a b',
    'a.b',
    '../a',
    'a/b',
    'a\\b',
    'a\n',
    'ä',
    '__proto__',
    'x'.repeat(81),
  ])('is never %j', (id) => {
    expect(ModelId.safeParse(id).success).toBe(false);
  });

  it('can always stand in a file name', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (ModelId.safeParse(text).success) expect(text).toMatch(/^[a-z0-9-]{1,80}$/);
      }),
    );
  });
});
