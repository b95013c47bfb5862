export { beginChild, type BegunChild } from './begun-child.ts';
export type { Child, ChildProgram, Host, LineEnd } from './host.ts';
export { HostedProcess, type CallOptions } from './hosted-process.ts';
export { nodeHost } from './node-host.ts';
export { serveParent, type Handlers, type Port } from './child-side.ts';
export type { ProcessCalls } from './protocol.ts';
