import type { CallMessage, ReplyMessage } from './protocol.ts';

/** One end of a line between two children, as main hands it on or speaks into it itself. Nothing is heard before `start`. */
export interface LineEnd {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  off(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  once(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
}

/** A started child as main sees it. */
export interface Child {
  /** Of a process that runs; none of a thread. */
  readonly pid?: number | undefined;
  on(event: 'message', listener: (message: ReplyMessage) => void): unknown;
  /** Once, however it ends. */
  once(event: 'exit', listener: () => void): unknown;
  /** `lines` go to the child and are main's no more. */
  postMessage(message: CallMessage, lines: LineEnd[]): void;
  kill(): unknown;
}

/** What is started. */
export interface ChildProgram {
  /** For the system's list of processes (Electron) or a debugger's of threads (Node). */
  readonly name: string;
  /** File that it runs. */
  readonly entry: string;
  /** It loads native code, whose crash ends a process: it never shares one with main. */
  readonly native?: boolean;
  /** What it writes to the standard streams goes nowhere. */
  readonly quiet?: boolean;
}

/**
 * What children are started by: Electron, or plain Node under the command line of the repository. Children get an empty
 * environment.
 */
export interface Host {
  start(program: ChildProgram): Child;
  /** The two ends of a fresh line. */
  line(): [LineEnd, LineEnd];
}
