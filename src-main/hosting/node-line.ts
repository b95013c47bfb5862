import type { MessagePort } from 'node:worker_threads';
import type { LineEnd } from './host.ts';

type Listener = (event: { data: unknown }) => void;

/** Node's port with the manners of Electron's: a listener gets the message as `data` of an event. */
export class NodeLine implements LineEnd {
  readonly port: MessagePort;
  readonly #heard = new Map<Listener, (data: unknown) => void>();

  constructor(port: MessagePort) {
    this.port = port;
  }

  on(_event: 'message', listener: Listener): void {
    const hear = (data: unknown) => listener({ data });
    this.#heard.set(listener, hear);
    this.port.on('message', hear);
  }

  off(_event: 'message', listener: Listener): void {
    const hear = this.#heard.get(listener);
    if (hear) this.port.off('message', hear);
    this.#heard.delete(listener);
  }

  once(_event: 'close', listener: () => void): void {
    this.port.once('close', listener);
  }

  postMessage(message: unknown): void {
    this.port.postMessage(message);
  }

  start(): void {
    this.port.start();
  }
}
