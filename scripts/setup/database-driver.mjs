import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, ROOT, RUNTIME } from './places.mjs';
import { systemLibraries } from './system-libraries.mjs';
import { patiently, say, SetupError } from './say.mjs';

/**
 * Sees that the SQLite driver loads on a runtime. Its own prebuilt file does from Node-API 10 on; below, the same source
 * is compiled once for Node-API 9 into `.runtime/sqlite-driver-napi9.node` (about a minute; needs g++, make, Python 3),
 * where the program looks for it. `napi`: the Node-API level of the runtime `executable`. Throws SetupError where no
 * compiler is at hand.
 */
export async function databaseDriver(executable, napi) {
  if (napi >= 10) return;
  const { version } = JSON.parse(fs.readFileSync(installed('better-sqlite3', 'package.json'), 'utf8'));
  const target = path.join(RUNTIME, 'sqlite-driver-napi9.node');
  const versionFile = `${target}.version`;
  if (fs.existsSync(target) && fs.existsSync(versionFile) && fs.readFileSync(versionFile, 'utf8') === version) return;
  systemLibraries(executable, { needsCompiler: true });
  say('Compiling the SQLite driver for this Electron (about a minute, once) …');
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'skiagraph-sqlite-'));
  try {
    fs.cpSync(installed('better-sqlite3'), work, { recursive: true });
    fs.mkdirSync(path.join(work, 'node_modules'));
    fs.cpSync(installed('node-addon-api'), path.join(work, 'node_modules', 'node-addon-api'), { recursive: true });
    const shim = fileURLToPath(new URL('./node-api-9.h', import.meta.url));
    const build = await patiently(
      process.execPath,
      [
        installed('node-gyp', 'bin', 'node-gyp.js'),
        'rebuild',
        '--release',
        '--force_build=1',
        `--nodedir=${headers()}`,
      ],
      {
        cwd: work,
        // npm exports its settings to scripts; node-gyp would take some of them for its own
        env: {
          ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
          CXXFLAGS: `-include ${shim}`,
        },
      },
    );
    const made = path.join(work, 'build', 'Release', 'better_sqlite3.node');
    if (build.status !== 0 || !fs.existsSync(made)) {
      say((build.stderr ?? '').split('\n').slice(-15).join('\n'));
      throw new SetupError(
        'The SQLite driver could not be compiled for this Electron.',
        'Install a compiler (Debian, Ubuntu: apt-get install g++ make python3), then run the same command again.',
      );
    }
    fs.mkdirSync(RUNTIME, { recursive: true });
    fs.copyFileSync(made, `${target}.part`);
    fs.renameSync(`${target}.part`, target);
    fs.writeFileSync(versionFile, version);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** Node's own headers: they come with the Node that the tools run on. */
function headers() {
  const bundled = installed(`node-linux-${process.arch}`);
  if (fs.existsSync(path.join(bundled, 'include', 'node', 'node_api.h'))) return bundled;
  throw new SetupError(
    `Node's headers are missing under ${path.relative(ROOT, bundled)}.`,
    'Run: npm ci --ignore-scripts',
  );
}
