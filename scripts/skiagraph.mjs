// `npm run -s skiagraph -- COMMAND …`: the program without a window. Standard output is the program's alone.
import { spawn } from 'node:child_process';
import { buildIfChanged } from './setup/build-if-changed.mjs';
import { ROOT } from './setup/places.mjs';
import { say } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';

const CANCELLED = 4;

try {
  const { executable } = await setUp();
  buildIfChanged();
  // without a desktop Chromium complains of the missing message bus; only what is fatal is worth a line
  const switches = [
    '--ozone-platform=headless',
    '--disable-gpu',
    '--log-level=3',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const child = spawn(executable, [...switches, ROOT, '--command-line', '--', ...process.argv.slice(2)], {
    stdio: 'inherit',
    cwd: process.cwd(),
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? CANCELLED : 1);
  });
} catch (error) {
  say(error.name === 'SetupError' ? error.message : error.stack);
  process.exitCode = 1;
}
