import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CaseId, JobId, ModelId } from '../../src-shared/contract/ids.ts';
import type { AnalysisEnd, AnalysisProgress } from '../../src-shared/contract/records.ts';
import { Announcing } from './announcing.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const caseId = CaseId.parse(7);
const modelId = ModelId.parse('shade');
const at = (job: number, stage: AnalysisProgress['stage']): AnalysisProgress => ({
  ...{ jobId: JobId.parse(job), caseId, modelId, stage, fraction: 0, secondsLeft: null },
});
const end = (job: number): AnalysisEnd => ({
  ...{ jobId: JobId.parse(job), caseId, modelId, outcome: 'cancelled', resultId: null, reason: null },
});

function listening() {
  const told: (string | number)[][] = [];
  const announcing = new Announcing({
    progress: ({ jobId, stage }) => told.push([jobId, stage]),
    ended: ({ jobId, outcome }) => told.push([jobId, outcome]),
  });
  return { announcing, told };
}

describe('announcing questions to networks', () => {
  it('tells only the end of one that is answered at once', () => {
    const { announcing, told } = listening();
    announcing.progress(at(1, 'queued'));
    announcing.progress(at(1, 'run'));
    announcing.ended(end(1));
    vi.runAllTimers();
    expect(told).toEqual([[1, 'cancelled']]);
  });

  it('tells where a longer one is, and every step from then on', () => {
    const { announcing, told } = listening();
    announcing.progress(at(1, 'queued'));
    announcing.progress(at(1, 'prepare'));
    expect(told).toEqual([]);
    vi.runAllTimers();
    announcing.progress(at(1, 'run'));
    announcing.ended(end(1));
    expect(told).toEqual([
      [1, 'prepare'],
      [1, 'run'],
      [1, 'cancelled'],
    ]);
  });

  it('keeps questions apart, and begins anew with one that comes back', () => {
    const { announcing, told } = listening();
    announcing.progress(at(1, 'queued'));
    announcing.progress(at(2, 'queued'));
    announcing.ended(end(1));
    vi.runAllTimers();
    announcing.progress(at(1, 'queued'));
    expect(told).toEqual([
      [1, 'cancelled'],
      [2, 'queued'],
    ]);
  });

  it('says again how far each is that the page has heard of, in the order of asking', () => {
    const { announcing } = listening();
    for (const job of [1, 2, 3]) announcing.progress(at(job, 'queued'));
    vi.runAllTimers();
    announcing.progress(at(1, 'run'));
    announcing.progress(at(4, 'queued'));
    announcing.ended(end(2));
    expect(announcing.told).toEqual([at(1, 'run'), at(3, 'queued')]);
  });
});
