import { expect, test, vi } from 'vitest';
import type { JobId } from '../../src-shared/contract/ids.ts';

let tell: (progress: { jobId: JobId; state: string }) => void = () => undefined;
vi.mock('./bridge.ts', () => ({ on: (_name: string, listener: typeof tell) => (tell = listener) }));
const { readyForImports } = await import('./ready-for-imports.ts');

const [first, second] = [1, 2] as JobId[] as [JobId, JobId];

test('has the graphics prepared at the beginning of an import, once for each', async () => {
  const makeStageReady = vi.fn(() => Promise.reject(new Error('no graphics')));
  readyForImports(() => Promise.resolve({ makeStageReady }));
  for (const state of ['running', 'running', 'done']) tell({ jobId: first, state });
  await vi.waitFor(() => expect(makeStageReady).toHaveBeenCalledTimes(1));
  tell({ jobId: second, state: 'done' });
  tell({ jobId: second, state: 'running' });
  await vi.waitFor(() => expect(makeStageReady).toHaveBeenCalledTimes(2));
});
