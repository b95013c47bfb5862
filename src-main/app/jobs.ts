import { JobId } from '../../src-shared/contract/ids.ts';

let last = 0;

/** A number for a running import or analysis, unique while the program runs. */
export function nextJobId(): JobId {
  last += 1;
  return JobId.parse(last);
}
