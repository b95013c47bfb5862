import path from 'node:path';
import { serveParent } from '../hosting/index.ts';
import type { ReaderCalls } from './calls.ts';
import { readerHandlers } from './handlers.ts';

// The reader's utility process: the only place where files of unknown origin are parsed.
serveParent<ReaderCalls>(readerHandlers(path.join(import.meta.dirname, 'reader-worker.cjs')));
