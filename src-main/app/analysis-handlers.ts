import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseLog, StoredInstance } from '../caselog/index.ts';
import { PRIORITY, type Analyses } from './analyses.ts';
import type { Announcing } from './announcing.ts';
import { isAnswered, picturesToAsk } from './batch.ts';
import type { CallHandlers } from './ipc-gate.ts';
import { repeatResult } from './repeating.ts';
import type { Rooms } from './rooms.ts';

type AnalysisCalls = Extract<keyof CallHandlers, `analysis.${string}`>;

/** What main does for the calls that ask networks. */
export function analysisHandlers({
  rooms,
  log,
  grant,
  analyses,
  announcing,
}: {
  readonly rooms: Pick<Rooms, 'inference'>;
  readonly log: Pick<CaseLog, 'call'>;
  readonly grant: (instances: readonly StoredInstance[]) => Promise<void>;
  readonly analyses: Pick<Analyses, 'add' | 'cancel'>;
  readonly announcing: Pick<Announcing, 'progress' | 'ended' | 'told'>;
}): Pick<CallHandlers, AnalysisCalls> {
  return {
    'analysis.start': async ({ instanceId, frame, modelId, insist, point, explain }) => {
      const { caseId, description } = await log.call('instance.get', { instanceId });
      if (frame >= description.pixels.frames) throw new CodedError('call-malformed', { field: 'frame' });
      // what is wrong with the model is said at once
      rooms.inference.wake(await rooms.inference.model(modelId));
      const further = { ...(point ? { point } : {}), ...(explain ? { explain } : {}) };
      const question = { instanceId, frame, modelId, insist, ...further };
      const [jobId] = await analyses.add([{ caseId, priority: PRIORITY.asked, question }]);
      if (jobId === undefined) throw new CodedError('internal-error');
      return { jobId };
    },
    'analysis.batch': async ({ caseIds, modelId }) => {
      const { manifest } = await rooms.inference.model(modelId);
      const jobs: Parameters<typeof analyses.add>[0][number][] = [];
      let [left, answered] = [0, 0];
      for (const caseId of new Set(caseIds)) {
        const stored = await log.call('case.get', { caseId });
        const pictures = picturesToAsk(stored, manifest);
        if (pictures.length === 0) left += 1;
        for (const instanceId of pictures) {
          if (isAnswered(stored, instanceId, manifest)) {
            answered += 1;
            continue;
          }
          const question = { instanceId, frame: 0, modelId, insist: false };
          jobs.push({ caseId, priority: PRIORITY.batch, question });
        }
      }
      await analyses.add(jobs);
      return { queued: jobs.length, answered, left };
    },
    'analysis.repeat': ({ resultId }) =>
      repeatResult(
        {
          inference: rooms.inference,
          log,
          grant,
          progress: (progress) => announcing.progress(progress),
          ended: (end) => announcing.ended(end),
        },
        resultId,
      ),
    'analysis.queue': () => Promise.resolve({ questions: announcing.told }),
    'analysis.dismiss': async ({ caseId, id }) => {
      await log.call('unanswered.dismiss', { caseId, id });
      return {};
    },
    'analysis.cancel': ({ jobId }) => {
      analyses.cancel(jobId);
      // one that is repeated waits in no list
      rooms.inference.cancel(jobId);
      return {};
    },
  };
}
