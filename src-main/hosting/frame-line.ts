import { CodedError } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelAnswer, PixelRequest } from '../../src-shared/contract/pixel-port.ts';
import { sampleArray, type Frame } from '../../src-shared/imaging/frame.ts';
import type { Port } from './child-side.ts';

interface Waiting {
  readonly resolve: (frame: Frame) => void;
  readonly reject: (reason: CodedError) => void;
}

/** Which frame, and how urgently. */
type Wanted = Pick<Extract<PixelRequest, { kind: 'frame' }>, 'instanceId' | 'frame' | 'priority'>;

const KEPT_BYTES = 64 * 2 ** 20;

/**
 * A child process's line to the reader: the same decoded frames that the screen shows. The last ones are kept
 * (64 MiB), so that several networks read a film once and a film that is looked at can be read ahead of the question.
 * A kept frame can't grow old: an instance's id stands for the file that was hashed when it was imported.
 */
export class FrameLine {
  #port: Port | undefined;
  /** The one that was used longest ago first. */
  readonly #kept = new Map<string, Frame>();
  #keptBytes = 0;
  /** Asked for, and not there yet. */
  readonly #coming = new Map<string, Promise<Frame>>();
  #waiting = new Map<number, Waiting>();
  #nextId = 1;

  /** Takes a port; requests that wait on an older one fail with `reader-crashed`, for its reader is gone. */
  connect(port: Port): void {
    for (const { reject } of this.#waiting.values()) reject(new CodedError('reader-crashed'));
    this.#waiting.clear();
    this.#port = port;
    port.on('message', ({ data }) => this.#receive(data as PixelAnswer));
    port.start();
  }

  /**
   * One decoded frame, 0-based. Rejects with the reader's code.
   * @param once it will be let go of, by {@link letGo}, and is not wanted then: the reader need not keep it either
   */
  async frame(instanceId: InstanceId, frame: number, once = false): Promise<Frame> {
    const key = `${instanceId}/${frame}`;
    const known = this.#kept.get(key);
    if (!known) {
      const priority = once ? 'batch' : 'analysis';
      return this.#coming.get(key) ?? this.#askOnce(key, { instanceId, frame, priority });
    }
    this.#keep(key, known);
    return known;
  }

  /** Keeps no frame of an instance any longer; answers those that it kept. */
  letGo(instanceId: InstanceId): Frame[] {
    const own = [...this.#kept].filter(([key]) => key.startsWith(`${instanceId}/`));
    for (const [key] of own) this.#forget(key);
    return own.map(([, frame]) => frame);
  }

  /** Keeps a frame as the one that was used last. */
  #keep(key: string, frame: Frame): void {
    this.#forget(key);
    this.#kept.set(key, frame);
    this.#keptBytes += frame.values.byteLength;
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= KEPT_BYTES) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#keptBytes -= this.#kept.get(key)?.values.byteLength ?? 0;
    this.#kept.delete(key);
  }

  #askOnce(key: string, wanted: Wanted): Promise<Frame> {
    // in one step from coming to kept: whoever asks in between would ask the reader once more
    const coming = this.#ask(wanted).then(
      (found) => {
        this.#coming.delete(key);
        this.#keep(key, found);
        return found;
      },
      (error: unknown) => {
        this.#coming.delete(key);
        throw error;
      },
    );
    this.#coming.set(key, coming);
    return coming;
  }

  #ask(wanted: Wanted): Promise<Frame> {
    const port = this.#port;
    if (!port) return Promise.reject(new CodedError('reader-crashed'));
    const request: PixelRequest = { id: this.#nextId++, kind: 'frame', ...wanted };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      port.postMessage(request);
    });
  }

  #receive(answer: PixelAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    this.#waiting.delete(answer.id);
    if (answer.kind === 'frame') {
      const { rows, columns, samplesPerPixel, sampleType, buffer } = answer;
      waiting.resolve({ rows, columns, samplesPerPixel, sampleType, values: sampleArray(sampleType, buffer) });
    } else if (answer.kind === 'error') {
      waiting.reject(new CodedError(answer.error.code, answer.error.details));
    }
  }
}
