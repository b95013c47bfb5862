// `npm run check`: formatter, linter, types (release and fallback Electron), Svelte, the rules of the house.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
// Each step looks again only at what has changed; a first run fills these.
const kept = (name: string) => path.join(root, 'node_modules', '.cache', name);
const tool = (name: string, ...parts: string[]) => path.join(root, 'node_modules', name, ...parts);

const steps: [string, string[]][] = [
  [
    'format',
    [
      tool('prettier', 'bin', 'prettier.cjs'),
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      kept('format.json'),
      '--cache-strategy',
      'content',
      '.',
    ],
  ],
  [
    'lint',
    [
      tool('eslint', 'bin', 'eslint.js'),
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      kept('lint.json'),
      '--cache-strategy',
      'content',
      '.',
    ],
  ],
  [
    'types',
    [tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', kept('types.json')],
  ],
  [
    'types of the fallback runtime',
    [
      tool('typescript', 'bin', 'tsc'),
      '-p',
      'tsconfig.fallback.json',
      '--incremental',
      '--tsBuildInfoFile',
      kept('fallback-types.json'),
    ],
  ],
  [
    'svelte',
    [
      tool('svelte-check', 'bin', 'svelte-check'),
      '--tsconfig',
      'tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human',
    ],
  ],
  [
    'rules of the house',
    [
      tool('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--cache',
      kept('dependency-cruiser'),
      '--cache-strategy',
      'content',
      'src-shared',
      'src-main',
      'src-renderer',
      'e2e',
    ],
  ],
];

for (const [name, args] of steps) {
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) {
    process.stderr.write(`${run.stdout}${run.stderr}\ncheck failed: ${name}\n`);
    process.exit(1);
  }
  process.stderr.write(`${name}: fine\n`);
}
