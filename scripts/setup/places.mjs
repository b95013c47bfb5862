import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What set-up makes: the Electron runtime and what was compiled for it. Never committed, safe to delete. */
export const RUNTIME = path.join(ROOT, '.runtime');

/** Absolute path inside `node_modules`. */
export const installed = (...parts) => path.join(ROOT, 'node_modules', ...parts);
