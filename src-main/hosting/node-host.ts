import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import module from 'node:module';
import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { isOpenLimit } from '../../src-shared/contract/coded.ts';
import type { Child, ChildProgram, Host, LineEnd } from './host.ts';
import { NodeLine } from './node-line.ts';
import type { CallMessage, FromProcess, ToProcess } from './protocol.ts';

/**
 * Children of plain Node, for the command line: what loads native code is a process, the others are threads of this one, which
 * start sooner and get their frames without a pipe. Lines are Node's own; of one that goes to a process main carries the
 * messages.
 */
export const nodeHost: Host = {
  start: (program) => (program.native ? new NodeProcess(program) : new NodeThread(program)),
  line: () => {
    const { port1, port2 } = new MessageChannel();
    return [new NodeLine(port1), new NodeLine(port2)];
  },
};

/** Nothing of ours, but where compiled code is kept if this process keeps its own (Node 22 and newer). */
function childEnvironment(): Record<string, string> {
  const { getCompileCacheDir } = module as Partial<typeof module>;
  const folder = getCompileCacheDir?.();
  // Node tells its version's own folder below the one that it was given
  return folder ? { NODE_COMPILE_CACHE: path.dirname(folder) } : {};
}

class NodeProcess extends EventEmitter implements Child {
  readonly #process: ChildProcess;
  readonly #lines: LineEnd[] = [];

  constructor({ entry, quiet }: ChildProgram) {
    super();
    const said = quiet ? 'ignore' : 'inherit';
    const stdio = ['ignore', said, said, 'ipc'] as const;
    this.#process = fork(entry, [], {
      env: childEnvironment(),
      execArgv: [],
      serialization: 'advanced',
      stdio: [...stdio],
    });
    this.#process.on('message', (message) => this.#receive(message as FromProcess));
    let ended = false;
    const end = () => {
      if (!ended) this.emit('exit');
      ended = true;
    };
    this.#process.once('exit', end);
    // it could not be started, or a message no longer reached it
    this.#process.on('error', () => this.#process.pid === undefined && end());
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  postMessage(call: CallMessage, lines: LineEnd[]): void {
    const numbers = lines.map((line) => {
      const number = this.#lines.push(line) - 1;
      line.on('message', ({ data }) => this.#send({ line: number, data }));
      line.start();
      return number;
    });
    this.#send({ call, lines: numbers });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #send(message: ToProcess): void {
    // one that ends meanwhile tells so by its end
    if (this.#process.connected) this.#process.send(message as object, () => undefined);
  }

  #receive(message: FromProcess): void {
    if ('line' in message) this.#lines[message.line]?.postMessage(message.data);
    else this.emit('message', message.reply);
  }
}

class NodeThread extends EventEmitter implements Child {
  readonly #thread: Worker;

  constructor({ name, entry, quiet = false }: ChildProgram) {
    super();
    this.#thread = new Worker(entry, { name, env: childEnvironment(), execArgv: [], stdout: quiet, stderr: quiet });
    this.#thread.on('message', (reply) => this.emit('message', reply));
    // whoever waits is told by its end
    // and of one that could not load its code for want of files, in a sentence
    this.#thread.on('error', (error) => {
      if (!quiet && !isOpenLimit(error)) process.stderr.write(`${error.stack ?? error.message}\n`);
    });
    this.#thread.once('exit', () => this.emit('exit'));
  }

  postMessage(call: CallMessage, lines: LineEnd[]): void {
    const ports = (lines as NodeLine[]).map(({ port }) => port);
    this.#thread.postMessage({ call, ports }, ports);
  }

  kill(): void {
    void this.#thread.terminate();
  }
}
