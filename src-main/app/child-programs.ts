import path from 'node:path';
import { beginChild, type BegunChild, type ChildProgram, type Host } from '../hosting/index.ts';

/** What the program's children run. */
export interface ChildPrograms {
  readonly reader: ChildProgram;
  readonly inference: ChildProgram;
  readonly exchange: ChildProgram;
}

/** @param main folder of the built main side */
export function childPrograms(main: string): ChildPrograms {
  return {
    reader: { name: 'Skiagraph reader', entry: path.join(main, 'reader.cjs') },
    inference: { name: 'Skiagraph inference', entry: path.join(main, 'inference.cjs'), native: true },
    exchange: { name: 'Skiagraph exchange', entry: path.join(main, 'exchange.cjs') },
  };
}

/** The two children that an analysis needs, started before the rest of the program is loaded. */
export interface BegunChildren {
  readonly reader: BegunChild;
  readonly inference: BegunChild;
}

/** Starts both; they boot while main reads its own code. */
export function beginChildren(host: Host, { reader, inference }: ChildPrograms): BegunChildren {
  // the one with native code takes longest
  const begunInference = beginChild(host, inference);
  return { reader: beginChild(host, reader), inference: begunInference };
}
