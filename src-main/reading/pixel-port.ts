import { CodedError, toCoded } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelAnswer, PixelRequest } from '../../src-shared/contract/pixel-port.ts';
import { ActivationMap } from '../../src-shared/findings/result.ts';
import { z } from '../../src-shared/schema.ts';
import type { Port } from '../hosting/index.ts';
import type { GrantedFrames } from './frames.ts';
import { keyImage } from './key-image.ts';
import type { Turns } from './turns.ts';

const frame = z.number().int().nonnegative();
const Request = z.discriminatedUnion('kind', [
  z.object({ id: z.number(), kind: z.literal('frame'), instanceId: InstanceId, frame }),
  z.object({
    id: z.number(),
    kind: z.literal('key-image'),
    instanceId: InstanceId,
    frame,
    maxSide: z.number().int().min(1).max(65_535),
    map: ActivationMap.nullable(),
  }),
]);

/**
 * Answers frame and key-image requests on a port, one message each, for granted instances only; a request that overtook
 * its grant waits for it a little. Who is at the other end
 * (page, inference) is not trusted: a request that is no request is answered with `call-malformed`.
 */
export function servePixels(port: Port, frames: GrantedFrames, turns: Turns): void {
  port.on('message', ({ data }) => {
    const id = typeof (data as PixelRequest | null)?.id === 'number' ? (data as PixelRequest).id : 0;
    answer(data, frames, turns).then(
      (message) => port.postMessage(message),
      (error: unknown) => port.postMessage({ id, kind: 'error', error: toCoded(error) } satisfies PixelAnswer),
    );
  });
  port.start();
}

async function answer(data: unknown, frames: GrantedFrames, turns: Turns): Promise<PixelAnswer> {
  const parsed = Request.safeParse(data);
  if (!parsed.success) throw new CodedError('call-malformed');
  await frames.granted(parsed.data.instanceId);
  return turns.shared(() => decodedAnswer(parsed.data, frames));
}

async function decodedAnswer(request: z.infer<typeof Request>, frames: GrantedFrames): Promise<PixelAnswer> {
  const decoded = await frames.frame(request.instanceId, request.frame);
  if (request.kind === 'key-image') {
    const { image } = await frames.image(request.instanceId);
    const png = keyImage(decoded, image.description.pixels, request.maxSide, request.map);
    return { id: request.id, kind: 'key-image', png: exactBuffer(png) };
  }
  const { rows, columns, samplesPerPixel, sampleType, values } = decoded;
  return { id: request.id, kind: 'frame', rows, columns, samplesPerPixel, sampleType, buffer: exactBuffer(values) };
}

/** The bytes of a view and nothing around them; the view's own buffer where it is exactly that. */
export function exactBuffer(view: ArrayBufferView): ArrayBuffer {
  const whole = view.byteOffset === 0 && view.byteLength === view.buffer.byteLength;
  if (whole && view.buffer instanceof ArrayBuffer) return view.buffer;
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice().buffer;
}
