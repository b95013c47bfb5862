import { expect, it } from 'vitest';
import { CaseId, JobId, ModelId } from '../../../src-shared/contract/ids.ts';
import type { Followed } from '../../app/followed.ts';
import { runsOf, type Asking } from './runs.ts';

const [lungs, nodule] = ['lungs', 'nodule'].map((id) => ModelId.parse(id)) as [ModelId, ModelId];
const told = (jobId: number, modelId: ModelId): Followed => ({
  ...{ jobId: JobId.parse(jobId), caseId: CaseId.parse(1), modelId, stage: 'run', fraction: 0.5 },
  ...{ secondsLeft: null, heardAt: 0 },
});
const asking = (modelId: ModelId, change: Partial<Asking> = {}): Asking => ({
  ...{ question: `about ${modelId}`, modelId, jobId: null, announced: true, cancelled: false },
  ...change,
});
const titleOf = (id: string) => `The ${id}`;

it('names the network of each question, also of those that nobody in this panel asked', () => {
  expect(runsOf([told(1, lungs), told(2, nodule)], [], titleOf).map(({ title }) => title)).toEqual([
    'The lungs',
    'The nodule',
  ]);
});

it('shows one on its way once: as main tells of it, as soon as it does', () => {
  const own = asking(lungs, { jobId: JobId.parse(1) });
  expect(runsOf([], [own], titleOf)).toMatchObject([{ title: 'The lungs', followed: null }]);
  expect(runsOf([told(1, lungs)], [own], titleOf)).toMatchObject([{ key: 'job-1', followed: { fraction: 0.5 } }]);
});

it('shows nothing of what is answered within a moment, and of what was given up', () => {
  expect(runsOf([], [asking(lungs, { announced: false }), asking(nodule, { cancelled: true })], titleOf)).toEqual([]);
});
