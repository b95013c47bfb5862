import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { say, SetupError } from './say.mjs';

const FOR_ELECTRON =
  'libgtk-3-0 libnss3 libasound2 libgbm1 libxss1 libxtst6 libatk-bridge2.0-0 libdrm2 libxkbcommon0 libatspi2.0-0 ' +
  'libcups2 libxcomposite1 libxdamage1 libxfixes3 libxrandr2';
const COMPILER = 'g++ make python3';
const FOR_TESTS = 'xvfb fonts-noto-cjk poppler-utils';

/**
 * Sees that Electron finds its system libraries (and, `forTests`, a virtual display, a Chinese font for comparison and a
 * PDF reader). As root on Debian or Ubuntu they are installed; else the one command to run is in the SetupError.
 * Nothing to do on Windows and macOS.
 */
export function systemLibraries(executable, { forTests = false, needsCompiler = false } = {}) {
  if (process.platform !== 'linux') return;
  const wanted = [];
  if (missingLibraries(executable)) wanted.push(FOR_ELECTRON);
  if (needsCompiler && !(has('g++') && has('make') && has('python3'))) wanted.push(COMPILER);
  if (forTests && !(has('Xvfb') && has('pdftotext') && has('fc-match', ['Noto Sans CJK SC'], /NotoSansCJK/)))
    wanted.push(FOR_TESTS);
  if (wanted.length === 0) return;
  const names = asNamedHere(wanted.join(' '));
  const release = fs.existsSync('/etc/os-release') ? fs.readFileSync('/etc/os-release', 'utf8') : '';
  const debian = /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
  if (!debian) {
    throw new SetupError('System libraries are missing.', `Install what your system calls: ${names}`);
  }
  if (process.getuid() !== 0) {
    throw new SetupError('System libraries are missing.', `Run: sudo apt-get install -y ${names}`);
  }
  say('Installing system libraries …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 2], env });
  const install = spawnSync('apt-get', ['install', '-y', '-qq', ...names.split(' ')], {
    stdio: ['ignore', 'ignore', 2],
    env,
  });
  if (install.status !== 0) {
    throw new SetupError(
      'System libraries could not be installed.',
      `Run: apt-get update && apt-get install -y ${names}`,
    );
  }
}

/** Ubuntu 24.04 and Debian 13 gave libraries with 64-bit time a new name; the old one is no package there. */
function asNamedHere(names) {
  const known = (name) => spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0;
  return names
    .split(' ')
    .map((name) => (!known(name) && known(`${name}t64`) ? `${name}t64` : name))
    .join(' ');
}

function missingLibraries(executable) {
  const linked = spawnSync('ldd', [executable], { encoding: 'utf8' });
  return linked.status !== 0 || /not found/.test(linked.stdout);
}

function has(command, args = ['--version'], pattern) {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  if (run.error) return false;
  return pattern ? pattern.test(run.stdout) : true;
}
