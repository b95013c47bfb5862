// `npm run -s skiagraph -- COMMAND …`: the program without a window. Standard output is the program's alone.
import { spawn } from 'node:child_process';
import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfChanged } from './setup/build-if-changed.mjs';
import { ROOT, RUNTIME } from './setup/places.mjs';
import { say } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';

const CANCELLED = 4;
const words = process.argv.slice(2);
// compiled code is kept from one command to the next, where Node can (22 and newer)
module.enableCompileCache?.(path.join(RUNTIME, 'compile-cache'));

try {
  const { executable } = await setUp();
  buildIfChanged();
  const { asksForPaper, runUnderNode } = await import(
    pathToFileURL(path.join(ROOT, 'dist', 'command-line', 'index.cjs')).href
  );
  if (asksForPaper(words)) runUnderElectron(executable);
  else await runUnderNode(words, ROOT);
} catch (error) {
  say(error.name === 'SetupError' ? error.message : error.stack);
  // children that boot already end with it
  process.exit(1);
}

/** Chromium prints the pages. */
function runUnderElectron(executable) {
  // without a desktop it complains of the missing message bus; only what is fatal is worth a line
  const switches = [
    '--ozone-platform=headless',
    '--disable-gpu',
    '--log-level=3',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const child = spawn(executable, [...switches, ROOT, '--command-line', '--', ...words], {
    stdio: 'inherit',
    cwd: process.cwd(),
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? CANCELLED : 1);
  });
}
