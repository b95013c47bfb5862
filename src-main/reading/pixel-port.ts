import { CodedError, toCoded } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { PIXEL_PRIORITIES, type PixelAnswer, type PixelRequest } from '../../src-shared/contract/pixel-port.ts';
import { ActivationMap } from '../../src-shared/findings/result.ts';
import { z } from '../../src-shared/schema.ts';
import type { Port } from '../hosting/index.ts';
import type { GrantedFrames } from './frames.ts';
import { exactBuffer } from './pool/exact-buffer.ts';
import type { Turns } from './turns.ts';

const frame = z.number().int().nonnegative();
const Request = z.discriminatedUnion('kind', [
  z.object({
    id: z.number(),
    kind: z.literal('frame'),
    instanceId: InstanceId,
    frame,
    priority: z.enum(PIXEL_PRIORITIES).default('screen'),
  }),
  z.object({
    id: z.number(),
    kind: z.literal('key-image'),
    instanceId: InstanceId,
    frame,
    maxSide: z.number().int().min(1).max(65_535),
    map: ActivationMap.nullable(),
  }),
  z.object({ id: z.number(), kind: z.literal('overlay-mask'), instanceId: InstanceId, frame }),
  z.object({ id: z.number(), kind: z.literal('cancel') }),
]);
type Request = z.infer<typeof Request>;

/**
 * Answers frame, overlay and key-image requests on a port, one message each, for granted instances only; a request that overtook
 * its grant waits for it a little, one that is cancelled gives up its place in the queue. Who is at the other end
 * (page, inference) is not trusted: a request that is no request is answered with `call-malformed`.
 */
export function servePixels(port: Port, frames: GrantedFrames, turns: Turns): void {
  const asked = new Map<number, AbortController>();
  port.on('message', ({ data }) => {
    const { data: request } = Request.safeParse(data);
    if (request?.kind === 'cancel') {
      asked.get(request.id)?.abort();
      return;
    }
    const id = typeof (data as PixelRequest | null)?.id === 'number' ? (data as PixelRequest).id : 0;
    const cancel = new AbortController();
    asked.set(id, cancel);
    answer(request, frames, turns, cancel.signal)
      .catch((error: unknown): PixelAnswer => ({ id, kind: 'error', error: toCoded(error) }))
      .then((message) => {
        if (asked.get(id) === cancel) asked.delete(id);
        port.postMessage(message);
      });
  });
  port.start();
}

async function answer(
  request: Exclude<Request, { kind: 'cancel' }> | undefined,
  frames: GrantedFrames,
  turns: Turns,
  cancel: AbortSignal,
): Promise<PixelAnswer> {
  if (!request) throw new CodedError('call-malformed');
  const { id, instanceId } = request;
  await frames.granted(instanceId);
  return turns.shared(async () => {
    if (cancel.aborted) throw new CodedError('frame-cancelled');
    if (request.kind === 'key-image') {
      return { id, kind: 'key-image', png: await frames.keyImage(instanceId, request, 'thumbnail', cancel) };
    }
    if (request.kind === 'overlay-mask') {
      return { id, kind: 'overlay-mask', mask: await frames.overlayMask(instanceId, request.frame, cancel) };
    }
    const decoded = await frames.frame(instanceId, request.frame, request.priority, cancel);
    const { rows, columns, samplesPerPixel, sampleType, values } = decoded;
    return { id, kind: 'frame', rows, columns, samplesPerPixel, sampleType, buffer: exactBuffer(values) };
  });
}
