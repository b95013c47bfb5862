import { CodedError, toCoded } from '../../src-shared/contract/coded.ts';
import type { PixelAnswer, PixelRequest } from '../../src-shared/contract/pixel-port.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import type { Port } from '../hosting/index.ts';
import type { GrantedFrames } from './frames.ts';
import { pixelRequest } from './pixel-request.ts';
import { exactBuffer } from './pool/exact-buffer.ts';
import type { Turns } from './turns.ts';

/**
 * Answers frame, overlay and key-image requests on a port, one message each, for granted instances only; a request that overtook
 * its grant waits for it a little, one that is cancelled gives up its place in the queue. Who is at the other end
 * (page, inference) is not trusted: a request that is no request is answered with `call-malformed`.
 */
export function servePixels(port: Port, frames: GrantedFrames, turns: Turns): void {
  const asked = new Map<number, AbortController>();
  port.on('message', ({ data }) => {
    const request = pixelRequest(data);
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
  request: Exclude<PixelRequest, { kind: 'cancel' }> | undefined,
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
      const map = await activationMap(request.map);
      return {
        id,
        kind: 'key-image',
        png: await frames.keyImage(instanceId, { ...request, map }, 'thumbnail', cancel),
      };
    }
    if (request.kind === 'overlay-mask') {
      return { id, kind: 'overlay-mask', mask: await frames.overlayMask(instanceId, request.frame, cancel) };
    }
    const decoded = await frames.frame(instanceId, request.frame, request.priority ?? 'screen', cancel);
    const { rows, columns, samplesPerPixel, sampleType, values } = decoded;
    return { id, kind: 'frame', rows, columns, samplesPerPixel, sampleType, buffer: exactBuffer(values) };
  });
}

/** A map as it was sent. Its schema is loaded with the first one. Errors: `call-malformed`. */
async function activationMap(sent: ActivationMap | null): Promise<ActivationMap | null> {
  if (sent === null) return null;
  const { ActivationMap } = await import('../../src-shared/findings/result.ts');
  const { data: map } = ActivationMap.safeParse(sent);
  if (!map) throw new CodedError('call-malformed');
  return map;
}
