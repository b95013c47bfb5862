import { utilityProcess, type UtilityProcess } from 'electron';

/** A child process that was started before anybody knew what to do with it. */
export interface BegunChild {
  readonly process: UtilityProcess;
  /** It has ended meanwhile. */
  readonly ended: boolean;
}

/** Starts a child with an empty environment. `quiet`: what it writes to the standard streams goes nowhere. */
export function forkChild(name: string, entry: string, quiet = false): UtilityProcess {
  return utilityProcess.fork(entry, [], { serviceName: name, env: {}, stdio: quiet ? 'ignore' : 'inherit' });
}

/** Starts a child that a `HostedProcess` takes over later: it boots while the rest of the program is loaded. */
export function beginChild(name: string, entry: string): BegunChild {
  const begun = { process: forkChild(name, entry), ended: false };
  begun.process.once('exit', () => (begun.ended = true));
  return begun;
}
