import { readFileSync } from 'node:fs';
import path from 'node:path';
import { asksNetworks, dataFolderOf } from '../command-line/arguments.ts';
import { nodeHost } from '../hosting/index.ts';
import { beginChildren } from './child-programs.ts';
import { ownFolder } from './own-folder.ts';
import { placesIn } from './places.ts';

export { asksForPaper } from '../command-line/arguments.ts';

/** Chromium prints; whoever asks for paper is sent to Electron before this is met. */
const noPaper = () => Promise.reject(new Error('printing needs Electron'));

/**
 * The command line under plain Node, as the repository starts it: neither Chromium nor Electron's processes have to boot. Ends
 * the process with the exit code.
 * @param root the repository
 */
export async function runUnderNode(words: string[], root: string): Promise<never> {
  const places = placesIn(root, null);
  // both boot while the rest of the program is loaded
  const begun = asksNetworks(words) ? beginChildren(nodeHost, places.children) : null;
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
  // children that are still there end with it
  process.exit(await carryOut(words, ground, { signal: interruption.signal, printer }, begun));
}
