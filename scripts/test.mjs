// `npm test`: set-up, build, check, unit tests, the story in the built program, packaging. `--long` adds the long tests.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildIfChanged } from './setup/build-if-changed.mjs';
import { installed, ROOT } from './setup/places.mjs';
import { say } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';

const long = process.argv.includes('--long');

try {
  await setUp({ forTests: true });
  buildIfChanged();
  const steps = [
    ['check', ['scripts/check.ts']],
    ['unit tests', ['node_modules/vitest/vitest.mjs', 'run', ...(long ? ['--config', 'vitest.long.config.ts'] : [])]],
    ['the story in the built program', ['scripts/e2e.mjs', ...(long ? ['--long'] : [])]],
    ['packaging', ['scripts/package.ts', '--test-runtime', '--smoke']],
  ];
  for (const [name, args] of steps) {
    say(`— ${name}`);
    const [file, ...rest] = args;
    const run = spawnSync(installed('.bin', 'node'), [path.join(ROOT, file), ...rest], { cwd: ROOT, stdio: 'inherit' });
    if (run.status !== 0) {
      say(`npm test failed at: ${name}`);
      process.exitCode = run.status ?? 1;
      break;
    }
  }
} catch (error) {
  say(error.name === 'SetupError' ? error.message : error.stack);
  process.exitCode = 1;
}
