import { CHANNELS } from '../../src-shared/contract/bridge.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelAnswer, PixelRequest } from '../../src-shared/contract/pixel-port.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import { sampleArray, type Frame } from '../../src-shared/imaging/frame.ts';

interface Waiting {
  readonly request: PixelRequest;
  /** How often it was sent; a reader died after all but the last. */
  attempts: number;
  readonly resolve: (answer: PixelAnswer) => void;
  readonly reject: (reason: CodedError) => void;
}

const waiting = new Map<number, Waiting>();
let port: MessagePort | undefined;
let nextId = 1;
const MOST_ATTEMPTS = 2;
/** What was under way when a reader died: asked again one by one, so that the one that kills it takes no other along. */
let suspects: Waiting[] = [];

// After a reader's death main hands over a fresh port; what was not answered is asked once more there, and fails with
// `reader-crashed` if that reader dies, too.
window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== CHANNELS.pixelPort) return;
  port?.close();
  port = event.ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<PixelAnswer>) => {
    const entry = waiting.get(data.id);
    if (!entry) return;
    waiting.delete(data.id);
    if (data.kind === 'error') entry.reject(new CodedError(data.error.code, data.error.details));
    else entry.resolve(data);
    if (suspects[0] === entry) {
      suspects.shift();
      sendSuspect();
    }
  };
  suspects = [];
  for (const [id, entry] of waiting) {
    if (entry.attempts === 0) send(entry);
    else if (entry.attempts < MOST_ATTEMPTS) suspects.push(entry);
    else {
      waiting.delete(id);
      entry.reject(new CodedError('reader-crashed'));
    }
  }
  sendSuspect();
});

function send(entry: Waiting): void {
  if (!port) return;
  entry.attempts += 1;
  port.postMessage(entry.request);
}

function sendSuspect(): void {
  if (suspects[0]) send(suspects[0]);
}

function ask(request: PixelRequest): Promise<PixelAnswer> {
  return new Promise((resolve, reject) => {
    const entry: Waiting = { request, attempts: 0, resolve, reject };
    waiting.set(request.id, entry);
    send(entry);
  });
}

/** One decoded frame (0-based) of an instance that main has granted with its case. Throws CodedError. */
export async function requestFrame(instanceId: InstanceId, frame: number): Promise<Frame> {
  const answer = await ask({ id: nextId++, kind: 'frame', instanceId, frame });
  if (answer.kind !== 'frame') throw new CodedError('internal-error');
  const { rows, columns, samplesPerPixel, sampleType, buffer } = answer;
  return { rows, columns, samplesPerPixel, sampleType, values: sampleArray(sampleType, buffer) };
}

/** The overlay planes of a frame: rows × columns, 1 where one is set; empty where there are none. Throws CodedError. */
export async function requestOverlayMask(instanceId: InstanceId, frame: number): Promise<Uint8Array> {
  const answer = await ask({ id: nextId++, kind: 'overlay-mask', instanceId, frame });
  if (answer.kind !== 'overlay-mask') throw new CodedError('internal-error');
  return new Uint8Array(answer.mask);
}

/** The picture as reports show it, as a PNG of at most `maxSide` pixels, with or without a map painted over it. */
export async function requestKeyImage(
  instanceId: InstanceId,
  frame: number,
  maxSide: number,
  map: ActivationMap | null,
): Promise<Blob> {
  const answer = await ask({ id: nextId++, kind: 'key-image', instanceId, frame, maxSide, map });
  if (answer.kind !== 'key-image') throw new CodedError('internal-error');
  return new Blob([answer.png], { type: 'image/png' });
}
