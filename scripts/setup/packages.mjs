import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { installed, ROOT } from './places.mjs';
import { patiently, say, SetupError } from './say.mjs';

/**
 * Installs the packages of the lock file, unless exactly these are there already. No package's install script runs: the
 * natives that are used ship prebuilt, and downloads of Electron and of GPU libraries have their own steps.
 * Throws SetupError when npm fails, with npm's own words above it.
 */
export async function installPackages() {
  const lock = createHash('sha256')
    .update(fs.readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
  const stamp = installed('.skiagraph-lock');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) return;
  say('Installing packages (about a minute the first time) …');
  const npm = await patiently('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1', ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  if (npm.status !== 0) {
    throw new SetupError(
      'The packages could not be installed; npm says why above.',
      'Check the connection to the package registry (npm ping), then run the same command again.',
    );
  }
  fs.writeFileSync(stamp, lock);
}
