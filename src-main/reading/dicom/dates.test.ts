import { describe, expect, it } from 'vitest';
import { ageInYears, isoDate, isoTime } from './dates.ts';

describe('dates and times', () => {
  it('are read in the standard’s forms and the old ones', () => {
    expect([isoDate('20260228'), isoDate('2026.02.28')]).toEqual(['2026-02-28', '2026-02-28']);
    expect([isoTime('134501.2500'), isoTime('13:45:01'), isoTime('1345'), isoTime('13')]).toEqual([
      '13:45:01',
      '13:45:01',
      '13:45:00',
      '13:00:00',
    ]);
  });

  it('that cannot be are unknown', () => {
    for (const value of [null, '', '20260230', '2026', '00000000x', '99999999']) expect(isoDate(value)).toBeNull();
    for (const value of [null, '', '24', '1360', 'noon']) expect(isoTime(value)).toBeNull();
  });
});

describe('an age', () => {
  it('is as stated, in years', () => {
    expect(ageInYears('045Y', null, null)).toBe(45);
    expect(ageInYears('009M', null, null)).toBeCloseTo(0.75, 6);
  });

  it('is counted from the birth date where it is not stated', () => {
    expect(ageInYears(null, '2020-06-15', '2026-06-14')).toBe(5);
    expect(ageInYears(null, '2020-06-15', '2026-06-15')).toBe(6);
  });

  it('is unknown when it cannot be', () => {
    expect(ageInYears('old', null, '2026-01-01')).toBeNull();
    expect(ageInYears('999Y', null, null)).toBeNull();
    expect(ageInYears(null, '2030-01-01', '2026-01-01')).toBeNull();
  });
});
