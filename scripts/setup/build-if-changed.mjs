import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { installed, ROOT } from './places.mjs';
import { say, SetupError } from './say.mjs';

const SOURCE_FOLDERS = ['src-shared', 'src-main', 'src-renderer', 'resources'];
const SOURCE_FILES = ['vite.config.ts', 'package-lock.json', 'scripts/build.ts', 'scripts/shipped-manifests.ts'];

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

/** Asked of the file system as little as can be: every command waits for it. */
function fingerprint() {
  const lines = [];
  const note = (file) => {
    const { size, mtimeMs } = fs.statSync(path.join(ROOT, file));
    lines.push(`${file}\0${size}\0${mtimeMs}\n`);
  };
  const visit = (folder) => {
    for (const entry of fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(name);
      else if (!name.endsWith('.test.ts')) note(name);
    }
  };
  SOURCE_FOLDERS.forEach(visit);
  SOURCE_FILES.forEach(note);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}
