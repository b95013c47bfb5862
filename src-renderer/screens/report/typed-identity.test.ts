import { describe, expect, it } from 'vitest';
import { BLANK_IDENTITY, dateAsTyped, identityFaults } from './typed-identity.ts';

describe('identityFaults', () => {
  it('needs a name and a number, nothing else', () => {
    expect([...identityFaults(null)]).toEqual(['patientName', 'patientId']);
    expect(identityFaults({ ...BLANK_IDENTITY, patientName: 'Doe', patientId: '1' }).size).toBe(0);
  });

  it('takes dates that exist, no others', () => {
    const typed = { ...BLANK_IDENTITY, patientName: 'Doe', patientId: '1' };
    expect([...identityFaults({ ...typed, birthDate: '2023-02-30' })]).toEqual(['birthDate']);
    expect(identityFaults({ ...typed, birthDate: '2024-02-29', studyDate: '2026-11-20' }).size).toBe(0);
  });
});

describe('dateAsTyped', () => {
  it('sets the hyphens and leaves what is not finished', () => {
    expect(dateAsTyped('20220314')).toBe('2022-03-14');
    expect(dateAsTyped('2022/03/14')).toBe('2022-03-14');
    expect(dateAsTyped('2022-03-1')).toBe('2022-03-1');
  });
});
