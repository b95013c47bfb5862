import { expect, it } from 'vitest';
import { InstanceId, ModelId } from '../../../src-shared/contract/ids.ts';
import type { UnansweredQuestion } from '../../../src-shared/contract/records.ts';
import { unansweredGroups } from './unanswered.ts';

const failed = (id: number, modelId: string, code: 'model-timeout' | 'disk-full'): UnansweredQuestion => ({
  id,
  at: '2024-03-01T12:00:00Z',
  question: { instanceId: InstanceId.parse(id), frame: 0, modelId: ModelId.parse(modelId), insist: false },
  reason: { code, details: {} },
});

it('lists what failed for one reason once, the newest first, and loses none', () => {
  const groups = unansweredGroups([
    failed(1, 'a', 'model-timeout'),
    failed(2, 'b', 'model-timeout'),
    failed(3, 'a', 'disk-full'),
    failed(4, 'a', 'model-timeout'),
  ]);
  expect(groups.map(({ modelId, reason, questions }) => [modelId, reason.code, questions.map(({ id }) => id)])).toEqual(
    [
      ['a', 'model-timeout', [4, 1]],
      ['a', 'disk-full', [3]],
      ['b', 'model-timeout', [2]],
    ],
  );
  expect(unansweredGroups([])).toEqual([]);
});
