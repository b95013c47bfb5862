import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { RUNTIME } from './places.mjs';
import { installPackages } from './packages.mjs';

/**
 * Makes a fresh clone able to run: packages, Electron, system libraries, the SQLite driver. Does nothing where all of it
 * is there. Returns what a program start needs: `{folder, executable, kind, version}`.
 * Throws SetupError with a sentence and a next step.
 */
export async function setUp({ forTests = false, officialOnly = false } = {}) {
  await installPackages();
  const { electronRuntime } = await import('./electron-runtime.mjs');
  const { systemLibraries } = await import('./system-libraries.mjs');
  const { databaseDriver } = await import('./database-driver.mjs');
  const electron = await electronRuntime({ officialOnly });
  // Libraries that were there stay there: what was seen once is not looked for again.
  const seen = path.join(RUNTIME, `ready-${electron.kind}-${electron.version}${forTests ? '-tests' : ''}`);
  if (!fs.existsSync(seen)) {
    systemLibraries(electron.executable, { forTests });
    fs.mkdirSync(RUNTIME, { recursive: true });
    fs.writeFileSync(seen, String(nodeApiLevel(electron.executable)));
  }
  await databaseDriver(electron.executable, Number(fs.readFileSync(seen, 'utf8')));
  return electron;
}

/** Asked of the runtime itself, never guessed from its name. */
function nodeApiLevel(executable) {
  const run = spawnSync(executable, ['-p', 'process.versions.napi'], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  return Number.parseInt(run.stdout, 10);
}
