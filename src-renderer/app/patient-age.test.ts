import { describe, expect, it } from 'vitest';
import { ageOn } from './patient-age.ts';

describe('ageOn', () => {
  it('counts years from the birthday, not from the year', () => {
    expect(ageOn('2019-03-04', '2024-03-03')).toEqual({ value: 4, unit: 'year' });
    expect(ageOn('2019-03-04', '2024-03-04')).toEqual({ value: 5, unit: 'year' });
  });

  it('says months below two years and days below a month', () => {
    expect(ageOn('2023-01-31', '2024-12-30')).toEqual({ value: 22, unit: 'month' });
    expect(ageOn('2024-02-28', '2024-03-01')).toEqual({ value: 2, unit: 'day' });
    expect(ageOn('2024-02-28', '2024-02-28')).toEqual({ value: 0, unit: 'day' });
  });

  it('is unknown where a date is unknown, malformed or out of order', () => {
    expect(ageOn(null, '2024-01-01')).toBeNull();
    expect(ageOn('2019-03-04', null)).toBeNull();
    expect(ageOn('2019', '2024-01-01')).toBeNull();
    expect(ageOn('2024-01-02', '2024-01-01')).toBeNull();
  });
});
