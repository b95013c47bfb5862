import { expect, it } from 'vitest';
import { CaseId, JobId, ModelId } from '../../src-shared/contract/ids.ts';
import { progressBy, type Followed } from './followed.ts';

const heard = (fraction: number, secondsLeft: number | null): Followed => ({
  ...{ jobId: JobId.parse(1), caseId: CaseId.parse(1), modelId: ModelId.parse('chest'), stage: 'run' },
  ...{ fraction, secondsLeft, heardAt: 1000 },
});

it('goes on by the time that was left', () => {
  expect(progressBy(1000, heard(0.2, 10))).toEqual({ fraction: expect.closeTo(0.2), secondsLeft: 10 });
  expect(progressBy(6000, heard(0.2, 10))).toEqual({ fraction: expect.closeTo(0.6), secondsLeft: 5 });
});

it('never says that something is done, nor how long it takes, once the time is over', () => {
  for (const now of [11_000, 60_000]) {
    expect(progressBy(now, heard(0.2, 10))).toEqual({ fraction: expect.closeTo(0.96), secondsLeft: null });
  }
});

it('stands still where nobody knows how long it takes', () => {
  expect(progressBy(60_000, heard(0.2, null))).toEqual({ fraction: 0.2, secondsLeft: null });
});
