import type { JobId } from '../../../src-shared/contract/ids.ts';
import type { Followed } from '../../app/followed.ts';

/** A question about the open case that is on its way, waits or runs. */
export interface Run {
  /** Tells it from the others on the screen. */
  readonly key: string;
  readonly modelId: string;
  /** What its network is called. */
  readonly title: string;
  /** Null: main has not said anything of it yet. */
  readonly followed: Followed | null;
}

/** A question that this panel has asked and that is not answered yet. */
export interface Asking {
  /** What is asked, in one text: nothing is asked twice at once. */
  readonly question: string;
  readonly modelId: string;
  /** Null until main has taken it. */
  readonly jobId: JobId | null;
  /** It takes its time, and the screen says so. */
  readonly announced: boolean;
  /** The person gave it up before main had taken it. */
  readonly cancelled: boolean;
}

/**
 * What is shown of a case's questions: what main tells of, and before it what takes longer than a moment to get there.
 *
 * @param followed the case's, in the order in which they are shown
 * @param asking this panel's own
 * @param titleOf what a network is called
 */
export function runsOf(
  followed: readonly Followed[],
  asking: readonly Asking[],
  titleOf: (modelId: string) => string,
): Run[] {
  const told = followed.map((each) => ({
    key: `job-${each.jobId}`,
    modelId: each.modelId,
    title: titleOf(each.modelId),
    followed: each,
  }));
  const untold = asking.filter(
    ({ announced, cancelled, jobId }) => announced && !cancelled && !followed.some((each) => each.jobId === jobId),
  );
  return [
    ...told,
    ...untold.map(({ question, modelId }) => ({ key: question, modelId, title: titleOf(modelId), followed: null })),
  ];
}
