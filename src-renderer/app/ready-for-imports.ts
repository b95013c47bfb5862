import type { JobId } from '../../src-shared/contract/ids.ts';
import { on } from './bridge.ts';

/**
 * Once an import begins, prepares what the picture that may come of it would wait for. What fails here is told by the viewer.
 *
 * @param stage the code that draws pictures
 * @returns ends the listening
 */
export function readyForImports(stage: () => Promise<{ makeStageReady(): Promise<void> }>): () => void {
  let last: JobId | null = null;
  return on('import.progress', ({ jobId, state }) => {
    if (state !== 'running' || jobId === last) return;
    last = jobId;
    void stage()
      .then(({ makeStageReady }) => makeStageReady())
      .catch(() => undefined);
  });
}
