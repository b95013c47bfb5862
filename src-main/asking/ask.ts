import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId, JobId } from '../../src-shared/contract/ids.ts';
import type { Analysis, ExplainMethod, Inference, ModelOnDisk, Question } from '../inference/index.ts';
import type { Inquiry } from './inquiries.ts';

/** How a network is asked. */
export interface Manner {
  readonly insist: boolean;
  /** In pixels from the picture's top left corner; null: the centre. */
  readonly point: { readonly x: number; readonly y: number } | null;
  /** Null: the network's own map, where it has one. */
  readonly explain: ExplainMethod | null;
  /** Of an outlined volume also the probability of every voxel. */
  readonly withProbabilities?: boolean;
  /** False: nobody keeps the pictures that come with the answer. */
  readonly withPictures?: boolean;
  /** Nobody asks about the same pictures again. */
  readonly once?: boolean;
  /** Of the result that is repeated; absent: what is usual. */
  readonly threads?: number;
}

/** Asks a network about one inquiry; the answer, or the code of what stopped it (`model-cancelled` after `signal`). */
export async function ask(
  { inference, signal }: { readonly inference: Pick<Inference, 'analyze' | 'cancel'>; readonly signal: AbortSignal },
  model: ModelOnDisk,
  inquiry: Inquiry,
  manner: Manner,
): Promise<Analysis> {
  const { film } = inquiry;
  const jobId = film.id as number as JobId;
  const stop = () => inference.cancel(jobId);
  signal.addEventListener('abort', stop, { once: true });
  const end = await inference.analyze(
    { jobId, caseId: film.id as number as CaseId, ...questionOf(model, inquiry, manner) },
    () => undefined,
  );
  signal.removeEventListener('abort', stop);
  if (end.kind === 'result') return end;
  throw end.kind === 'failed' ? end.reason : new CodedError('model-cancelled');
}

/** What a network is asked about an inquiry. */
export function questionOf(
  model: ModelOnDisk,
  { film, volume }: Inquiry,
  { insist, point, explain, withProbabilities = false, withPictures = true, once = false, threads }: Manner,
): Question & { model: ModelOnDisk } {
  const { pixels, gate } = film.description;
  return {
    instanceId: film.id,
    frame: 0,
    model,
    pixels,
    gate,
    insist,
    ...(volume ? { volume, withProbabilities } : {}),
    ...(withPictures ? {} : { withPictures }),
    ...(once ? { once } : {}),
    ...(point ? { point } : {}),
    ...(explain ? { explain } : {}),
    ...(threads === undefined ? {} : { threads }),
  };
}
