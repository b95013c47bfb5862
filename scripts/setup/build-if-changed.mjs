import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { installed, ROOT } from './places.mjs';
import { say, SetupError } from './say.mjs';

const SOURCES = [
  'src-shared',
  'src-main',
  'src-renderer',
  'resources',
  'vite.config.ts',
  'package-lock.json',
  'scripts/build.ts',
];

/** Builds the program unless the last build was made from exactly these sources (names, sizes, times). */
export function buildIfChanged() {
  const stamp = path.join(ROOT, 'dist', '.built-from');
  const now = fingerprint();
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === now) return;
  say('Building …');
  const tool = process.platform === 'win32' ? 'node.exe' : 'node';
  const node24 = fs.existsSync(installed('.bin', tool)) ? installed('.bin', tool) : process.execPath;
  const build = spawnSync(node24, [path.join(ROOT, 'scripts', 'build.ts')], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (build.status !== 0) throw new SetupError('The build failed; the reason stands above.');
  fs.writeFileSync(stamp, now);
}

function fingerprint() {
  const hash = createHash('sha256');
  const visit = (file) => {
    const stat = fs.statSync(file);
    if (stat.isDirectory()) {
      for (const name of fs.readdirSync(file).sort()) visit(path.join(file, name));
    } else if (!/\.test\.ts$/.test(file)) {
      hash.update(`${path.relative(ROOT, file)}\0${stat.size}\0${stat.mtimeMs}\n`);
    }
  };
  for (const source of SOURCES) visit(path.join(ROOT, source));
  return hash.digest('hex');
}
