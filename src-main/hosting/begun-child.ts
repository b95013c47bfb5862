import type { Child, ChildProgram, Host } from './host.ts';

/** A child that was started before anybody knew what to do with it. */
export interface BegunChild {
  readonly child: Child;
  /** It has ended meanwhile. */
  readonly ended: boolean;
}

/** Starts a child that a `HostedProcess` takes over later: it boots while the rest of the program is loaded. */
export function beginChild(host: Host, program: ChildProgram): BegunChild {
  const begun = { child: host.start(program), ended: false };
  begun.child.once('exit', () => (begun.ended = true));
  return begun;
}
