// `npm run -s skiagraph -- COMMAND …`: the program without a window. Standard output is the program's alone.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import module, { createRequire } from 'node:module';
import path from 'node:path';

const CANCELLED = 4;
/** Files that set-up and build have open at once, about: measured, they fail below. */
const BUILD_OPENS = 200;
const require = createRequire(import.meta.url);
const words = process.argv.slice(2);
let [ROOT, BUILT] = ['', ''];

try {
  // not before: what fails while it is loaded is told below
  const [places, { isAsItWas }] = await Promise.all([import('./setup/places.mjs'), import('./setup/last-look.mjs')]);
  [ROOT, BUILT] = [places.ROOT, path.join(places.ROOT, 'dist', 'command-line')];
  // compiled code is kept from one command to the next, where Node can (22 and newer)
  module.enableCompileCache?.(path.join(places.RUNTIME, 'compile-cache'));
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
  process.stderr.write(`${wordsOf(error)}\n`);
  // children that boot already end with it
  process.exit(1);
}

/**
 * What a failure says. Where the system opens no more files (a limit of a few dozen, `ulimit -n`) no code can be loaded, nor the
 * catalogue: its sentence stands here.
 */
function wordsOf(error) {
  if (error.name === 'SetupError') return error.message;
  if (!isOpenLimit(error)) return error.stack;
  return words.includes('zh')
    ? '系统不允许本程序再打开更多文件。请关闭其他程序，或提高上限（`ulimit -n`），然后重试。'
    : 'The system opens no more files for this program. Close other programs, or raise the limit (`ulimit -n`), and try again.';
}

/** Whether the system opens no more files for this process, or for anybody. */
function isOpenLimit({ code, message }) {
  return code === 'EMFILE' || code === 'ENFILE' || /\b(EMFILE|ENFILE)\b/.test(message);
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
  mustOpen(BUILD_OPENS);
  const { setUpAndBuild } = await import('./setup/set-up-and-build.mjs');
  await setUpAndBuild();
  for (const file of Object.keys(require.cache))
    if (file.startsWith(BUILT)) Reflect.deleteProperty(require.cache, file);
}

/** A build that can't open its sources says so a thousand times, and names each. Throws the system's EMFILE. */
function mustOpen(files) {
  const opened = [];
  try {
    for (let i = 0; i < files; i++) opened.push(fs.openSync(path.join(ROOT, 'package.json')));
  } finally {
    for (const file of opened) fs.closeSync(file);
  }
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
