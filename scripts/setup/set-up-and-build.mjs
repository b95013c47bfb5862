import fs from 'node:fs';
import path from 'node:path';
import { buildIfChanged } from './build-if-changed.mjs';
import { keepLook, lookAt } from './last-look.mjs';
import { ROOT } from './places.mjs';
import { setUp } from './set-up.mjs';

/** What the program without a window is built from, and what set-up itself is. */
const FOLDERS = ['src-shared', 'src-main', 'resources/locales', 'resources/label-schemas', 'scripts/setup'];

/** What set-up and build go by, and what they leave. */
const FILES = [
  'package-lock.json',
  'vite.config.ts',
  'scripts/build.ts',
  'scripts/shipped-manifests.ts',
  'node_modules/.skiagraph-lock',
  'node_modules/electron/package.json',
  'node_modules/better-sqlite3/package.json',
  '.runtime/electron.json',
  '.runtime/sqlite-driver-napi9.node',
  '.runtime/sqlite-driver-napi9.node.version',
  'dist/.built-from',
  'dist/main',
  'dist/command-line',
];

/**
 * Sets up and builds what is missing or old, and notes how everything looked, for `isAsItWas`. Returns and throws as `setUp`.
 */
export async function setUpAndBuild() {
  // looked at first: what changes meanwhile is not yet found in order
  const before = lookAt([...FOLDERS.flatMap(below), ...FILES]);
  const runtime = await setUp();
  buildIfChanged();
  keepLook(`${before}\n${lookAt([runtime.executable]).split('\n').at(-1)}`);
  return runtime;
}

/** A folder and all that is in it but tests, which no program is built from. */
function below(folder) {
  const inside = fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return below(name);
    return name.endsWith('.test.ts') ? [] : [name];
  });
  return [folder, ...inside];
}
