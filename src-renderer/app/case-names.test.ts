import { describe, expect, it } from 'vitest';
import { CaseId } from '../../src-shared/contract/ids.ts';
import { caseNames, type CaseName } from './case-names.svelte.ts';

const row = (number: number, patientName: string) => ({
  caseId: CaseId.parse(number),
  identity: { patientName } as CaseName['identity'],
  sourceName: `${number}.dcm`,
});

describe('the names of cases that are not open', () => {
  it('are those that the rows said last', () => {
    expect(caseNames.of(CaseId.parse(1))).toBeUndefined();
    caseNames.note([row(1, 'Ann'), row(2, 'Ben')]);
    caseNames.note([row(2, 'Benjamin')]);
    expect(caseNames.of(CaseId.parse(1))?.identity.patientName).toBe('Ann');
    expect(caseNames.of(CaseId.parse(2))?.identity.patientName).toBe('Benjamin');
  });

  it('are kept of some thousands, the newest', () => {
    for (let from = 0; from < 3000; from += 100) {
      caseNames.note(Array.from({ length: 100 }, (_, i) => row(from + i + 10, `P${from + i + 10}`)));
    }
    expect(caseNames.of(CaseId.parse(1))).toBeUndefined();
    expect(caseNames.of(CaseId.parse(3009))?.identity.patientName).toBe('P3009');
  });
});
