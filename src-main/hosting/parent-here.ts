import { EventEmitter } from 'node:events';
import { isMainThread, parentPort, type MessagePort } from 'node:worker_threads';
import type { Port } from './child-side.ts';
import { NodeLine } from './node-line.ts';
import type { CallMessage, FromProcess, ToProcess } from './protocol.ts';

/** Who calls a child: what comes is a call with its ports, what goes a reply. */
export interface Parent {
  on(event: 'message', listener: (event: { data: unknown; ports: Port[] }) => void): unknown;
  postMessage(message: unknown): void;
}

/** The parent of this child: an Electron utility process has a port to it, a thread of Node another, a process of Node a channel. */
export function parentHere(): Parent {
  const { parentPort: electrons } = process as unknown as { parentPort?: Parent };
  if (electrons) return electrons;
  if (!isMainThread && parentPort) return parentOfThread(parentPort);
  return parentOfProcess();
}

function parentOfThread(port: MessagePort): Parent {
  return {
    on: (_event, listener) =>
      port.on('message', ({ call, ports }: { call: CallMessage; ports: MessagePort[] }) =>
        listener({ data: call, ports: ports.map((each) => new NodeLine(each)) }),
      ),
    postMessage: (message) => port.postMessage(message),
  };
}

function parentOfProcess(): Parent {
  const lines = new Map<number, CarriedLine>();
  // whoever was to hear it is gone, and with the line this process ends too
  const send = (message: FromProcess) => void process.send?.(message, () => undefined);
  // an orphan has nobody to work for
  process.once('disconnect', () => process.exit());
  return {
    on: (_event, listener) =>
      process.on('message', (message: ToProcess) => {
        if ('line' in message) return void lines.get(message.line)?.take(message.data);
        const ports = message.lines.map((number) => {
          const line = new CarriedLine((data) => send({ line: number, data }));
          lines.set(number, line);
          return line;
        });
        listener({ data: message.call, ports });
      }),
    postMessage: (reply) => send({ reply } as FromProcess),
  };
}

/** A line whose messages come and go over the parent's channel; what comes before `start` waits. */
class CarriedLine extends EventEmitter implements Port {
  readonly #send: (data: unknown) => void;
  #waiting: unknown[] | null = [];

  constructor(send: (data: unknown) => void) {
    super();
    this.#send = send;
  }

  postMessage(message: unknown): void {
    this.#send(message);
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const data of waiting) this.emit('message', { data });
  }

  take(data: unknown): void {
    if (this.#waiting) this.#waiting.push(data);
    else this.emit('message', { data });
  }
}
