export { FrameLine } from './frame-line.ts';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { parentHere } from './parent-here.ts';
import type { CallMessage, ProcessCalls, ProgressOf, ReplyMessage } from './protocol.ts';

/** A line as a child sees it: Electron's `MessagePortMain`, or one of Node's with the same manners. */
export interface Port {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
}

/** How a child process answers its calls. A handler gets the ports that came with the call and may tell progress. */
export type Handlers<C extends ProcessCalls> = {
  [N in keyof C]: (
    input: C[N]['input'],
    context: { ports: Port[]; progress: (value: ProgressOf<C, N>) => void },
  ) => C[N]['output'] | Promise<C[N]['output']>;
};

/**
 * Serves calls from main until the process ends. Whatever a handler throws goes back as a coded failure.
 * Only to be called in a child, once.
 */
export function serveParent<C extends ProcessCalls>(handlers: Handlers<C>): void {
  const parent = parentHere();
  const reply = (message: ReplyMessage) => parent.postMessage(message);
  parent.on('message', ({ data, ports }) => {
    const { id, name, input } = data as CallMessage;
    const handler = handlers[name as keyof C];
    const progress = (value: unknown) => reply({ id, kind: 'progress', value });
    Promise.resolve()
      .then(() => handler(input as never, { ports, progress }))
      .then(
        (value) => reply({ id, kind: 'done', value }),
        (thrown: unknown) => reply({ id, kind: 'failed', error: toCoded(thrown) }),
      );
  });
}
