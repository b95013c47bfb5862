// `npm run package`: an unpacked application under `release/`. `--test-runtime` allows the development runtime (never for
// users); `--smoke` starts what was made and has it decode, infer and write the log.
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build, Platform } from 'electron-builder';
import fs from 'node:fs';
import path from 'node:path';
import { buildIfChanged } from './setup/build-if-changed.mjs';
import { RUNTIME } from './setup/places.mjs';
import { setUp } from './setup/set-up.mjs';
import { smokeTest } from './package-smoke.ts';

const root = path.join(import.meta.dirname, '..');
// an old Chromium from an unknown publisher is never for users
const runtime = await setUp({ officialOnly: !process.argv.includes('--test-runtime') }).catch((error: Error) => {
  console.error(error.name === 'SetupError' ? error.message : error);
  process.exit(1);
});
buildIfChanged();

await build({
  projectDir: root,
  targets: Platform.current().createTarget('dir'),
  config: {
    extends: path.join(root, 'electron-builder.yml'),
    electronDist: runtime.folder,
    electronVersion: runtime.version,
    afterPack: async ({ appOutDir, packager }) => {
      const name = process.platform === 'win32' ? 'skiagraph.cmd' : 'skiagraph';
      if (process.platform !== 'darwin') {
        const resources = path.join(appOutDir, 'resources');
        fs.rmSync(path.join(resources, 'default_app.asar'), { force: true });
        if (runtime.kind === 'fallback') {
          const driver = 'sqlite-driver-napi9.node';
          fs.copyFileSync(path.join(RUNTIME, driver), path.join(resources, driver));
        }
        fs.copyFileSync(path.join(root, 'resources', 'launchers', name), path.join(appOutDir, name));
        fs.chmodSync(path.join(appOutDir, name), 0o755);
      }
      console.error(`packed ${packager.appInfo.productName} into ${path.relative(root, appOutDir)}`);
    },
  },
});

const folder = path.join(root, 'release', process.platform === 'win32' ? 'win-unpacked' : 'linux-unpacked');
const executable = path.join(folder, process.platform === 'win32' ? 'Skiagraph.exe' : 'skiagraph-window');
await readFusesBack(executable);
if (process.argv.includes('--smoke')) await smokeTest({ folder, executable });

/** What was asked for must stand in the binary that users get. */
async function readFusesBack(file: string): Promise<void> {
  const ENABLED = '1'.charCodeAt(0);
  const wire = (await getCurrentFuseWire(file)) as unknown as Record<number, number>;
  const wanted: [FuseV1Options, boolean][] = [
    [FuseV1Options.RunAsNode, false],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
    [FuseV1Options.EnableNodeCliInspectArguments, false],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, false],
    [FuseV1Options.OnlyLoadAppFromAsar, true],
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, true],
    [FuseV1Options.EnableCookieEncryption, true],
  ];
  for (const [fuse, on] of wanted) {
    if ((wire[fuse] === ENABLED) !== on) throw new Error(`fuse ${FuseV1Options[fuse]} is not ${on ? 'on' : 'off'}`);
  }
  console.error(`${wanted.length} fuses read back as set`);
}
