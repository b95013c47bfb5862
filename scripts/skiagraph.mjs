// `npm run -s skiagraph -- COMMAND …`: the program without a window. Standard output is the program's alone.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import path from 'node:path';
import { isAsItWas } from './setup/last-look.mjs';
import { ROOT, RUNTIME } from './setup/places.mjs';

const CANCELLED = 4;
const require = createRequire(import.meta.url);
const BUILT = path.join(ROOT, 'dist', 'command-line');
const words = process.argv.slice(2);
// compiled code is kept from one command to the next, where Node can (22 and newer)
module.enableCompileCache?.(path.join(RUNTIME, 'compile-cache'));

try {
  let begun = beginChildren();
  if (!isAsItWas()) {
    begun?.end();
    begun = null;
    await mend();
  }
  const { asksForPaper, runUnderNode } = program();
  if (asksForPaper(words)) await runUnderElectron();
  else await runUnderNode(words, ROOT, begun?.children ?? null);
} catch (error) {
  const { say } = await import('./setup/say.mjs');
  say(error.name === 'SetupError' ? error.message : error.stack);
  // children that boot already end with it
  process.exit(1);
}

/** The built program. */
function program() {
  return require(path.join(BUILT, 'index.cjs'));
}

/** They boot while it is looked whether they are the current ones; until then nobody speaks to them. Null: there are none yet. */
function beginChildren() {
  try {
    const { beginUnderNode, endBegun } = program();
    const children = beginUnderNode(words, ROOT);
    return children && { children, end: () => endBegun(children) };
  } catch {
    // nothing is built, or something that is so old that it can't begin
    return null;
  }
}

/** Sets up and builds; what was loaded of an older build is forgotten. */
async function mend() {
  const { setUpAndBuild } = await import('./setup/set-up-and-build.mjs');
  await setUpAndBuild();
  for (const file of Object.keys(require.cache))
    if (file.startsWith(BUILT)) Reflect.deleteProperty(require.cache, file);
}

/** Chromium prints the pages. */
async function runUnderElectron() {
  const { setUpAndBuild } = await import('./setup/set-up-and-build.mjs');
  const { executable } = await setUpAndBuild();
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
