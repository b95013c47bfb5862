// Builds the main side, the preload, the command line and the page into `dist/`. Run by Node 24 of the dev dependencies.
import path from 'node:path';
import { build } from 'vite';

const configFile = path.join(import.meta.dirname, '..', 'vite.config.ts');
for (const mode of ['main', 'preload', 'command-line', 'page']) {
  await build({ configFile, mode, logLevel: 'warn' });
}
