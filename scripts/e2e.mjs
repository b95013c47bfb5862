// `npm run test:e2e`: the tests of the built program, on a display of their own. `--long` adds the long ones.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildIfChanged } from './setup/build-if-changed.mjs';
import { installed, ROOT } from './setup/places.mjs';
import { say } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';
import { virtualDisplay } from './virtual-display.mjs';

try {
  const { executable } = await setUp({ forTests: true });
  buildIfChanged();
  const display = await virtualDisplay({ fresh: true });
  const words = process.argv.slice(2);
  const run = spawnSync(
    installed('.bin', 'node'),
    [installed('@playwright', 'test', 'cli.js'), 'test', ...words.filter((word) => word !== '--long')],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: {
        ...process.env,
        DISPLAY: display.name,
        SKIAGRAPH_ELECTRON: executable,
        SKIAGRAPH_ROOT: path.resolve(ROOT),
        ...(words.includes('--long') ? { SKIAGRAPH_LONG: '1' } : {}),
      },
    },
  );
  display.end();
  process.exitCode = run.status ?? 1;
} catch (error) {
  say(error.name === 'SetupError' ? error.message : error.stack);
  process.exitCode = 1;
}
