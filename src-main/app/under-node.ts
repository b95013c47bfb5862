import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { asksForPaper, asksNetworks, dataFolderOf } from '../command-line/arguments.ts';
import { nodeHost } from '../hosting/index.ts';
import { beginChildren, type BegunChildren } from './child-programs.ts';
import { ownFolder } from './own-folder.ts';
import { placesIn } from './places.ts';

export { asksForPaper };

/**
 * How long V8's threads get to end what they compile. One that runs out of memory waits until this thread collects garbage;
 * `process.exit` waits for such a thread and collects none, so that both would wait for ever (nodejs/node issue 54918).
 */
const COMPILING_MS = 10;

/** Chromium prints; whoever asks for paper is sent to Electron before this is met. */
const noPaper = () => Promise.reject(new Error('printing needs Electron'));

/**
 * Starts the children of a command that will need them: they boot while it is looked at whether they are the current ones, and
 * while the rest of the program is loaded. They do nothing before {@link runUnderNode} speaks to them.
 */
export function beginUnderNode(words: string[], root: string): BegunChildren | null {
  if (!asksNetworks(words) || asksForPaper(words)) return null;
  return beginChildren(nodeHost, placesIn(root, null).children);
}

/** Ends what was begun and is not the current one. */
export function endBegun({ reader, inference }: BegunChildren): void {
  for (const { child } of [reader, inference]) child.kill();
}

/**
 * The command line under plain Node, as the repository starts it: neither Chromium nor Electron's processes have to boot. Ends
 * the process with the exit code.
 * @param root the repository
 * @param begun what {@link beginUnderNode} began
 */
export async function runUnderNode(words: string[], root: string, begun: BegunChildren | null): Promise<never> {
  const places = placesIn(root, null);
  // as under Electron: told, and the rest goes on
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`${reason instanceof Error ? reason.stack : String(reason)}\n`);
  });
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
  const { productName, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    productName: string;
    version: string;
  };
  const dataFolder = path.resolve(dataFolderOf(words) ?? ownFolder(productName));
  const ground = { host: nodeHost, places, dataFolder, version };
  const { carryOut } = await import('./carry-out.ts');
  const printer = { print: noPaper, printEvaluation: noPaper };
  const code = await carryOut(words, ground, { signal: interruption.signal, printer }, begun);
  await setTimeout(COMPILING_MS);
  // children that are still there end with it
  process.exit(code);
}
