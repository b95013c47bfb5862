// `npm start`: sets up what is missing, builds what changed, opens the window. Where there is no display it does the main
// job without one, on the sample film, and says how to see the window.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildIfChanged } from './setup/build-if-changed.mjs';
import { ROOT } from './setup/places.mjs';
import { say } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

try {
  const runtime = await setUp();
  buildIfChanged();
  if (runtime.kind === 'fallback') {
    say(
      `Running on the development runtime, Electron ${runtime.version}: Electron's official host could not be reached.`,
    );
  }
  if (hasDisplay) openWindow(runtime.executable);
  else withoutDisplay();
} catch (error) {
  say(error.name === 'SetupError' ? error.message : error.stack);
  process.exitCode = 1;
}

function openWindow(executable) {
  const asRoot = process.platform === 'linux' && process.getuid() === 0;
  if (asRoot) say("As root Chromium's sandbox is not available; start as an ordinary user for daily work.");
  const child = spawn(
    executable,
    ['--log-level=3', ...(asRoot ? ['--no-sandbox'] : []), ROOT, ...process.argv.slice(2)],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 0;
  });
}

function withoutDisplay() {
  const out = path.join(ROOT, 'test-output', 'without-display');
  fs.mkdirSync(out, { recursive: true });
  say(
    'There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): analysing the sample film without a window.',
  );
  const film = path.join(ROOT, 'resources', 'samples', 'drawn-chest.dcm');
  const run = spawnSync(
    process.execPath,
    [
      path.join(ROOT, 'scripts', 'skiagraph.mjs'),
      'analyze',
      film,
      '--model',
      'chest-xr-pneumonia',
      '--out',
      out,
      '--report',
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  process.exitCode = run.status ?? 1;
  const result = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .find(({ type }) => type === 'result');
  if (!result) return;
  const percent = (100 * result.probabilities.pneumonia).toFixed(1);
  say(`AI (${result.model.id} ${result.model.version}, research use only): pneumonia ${percent} %, ${result.verdict}.`);
  say('The sample is drawn by a program; the number says nothing about a person.');
  for (const { kind, path: file } of result.files) say(`${kind}: ${file}`);
  say('To see the window: log in to a desktop and run `npm start`, or use a virtual display: xvfb-run -a npm start');
}
