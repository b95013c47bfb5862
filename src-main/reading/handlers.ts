import type { Handlers } from '../hosting/index.ts';
import type { ReaderCalls } from './calls.ts';
import { GrantedFrames } from './frames.ts';
import { indexFiles } from './index-files.ts';
import { HashedFiles } from './hashed-files.ts';
import { firstHere, workOnPool, type IndexWork } from './index-work.ts';
import { mapImage } from './map-image.ts';
import { servePixels } from './pixel-port.ts';
import { exactBuffer } from './pool/exact-buffer.ts';
import { WorkerPool } from './pool/worker-pool.ts';
import { RunningIndex } from './running-index.ts';
import { Turns } from './turns.ts';

/**
 * What the reader process answers, with its own grants, caches and worker threads. Needs no Electron.
 *
 * @param workerFile the program of the worker threads
 */
export function readerHandlers(workerFile: string | URL): Handlers<ReaderCalls> {
  const pool = new WorkerPool({ workerFile, onPressure: () => frames.forget() });
  const hashed = new HashedFiles();
  const frames: GrantedFrames = new GrantedFrames(pool, hashed);
  const turns = new Turns();
  const work = noted(firstHere(workOnPool(pool)), hashed);
  const indexes = new Map<number, RunningIndex>();
  return {
    index: async ({ run, roots, besideNetwork, ...input }, { progress }) => {
      const running = new RunningIndex();
      const giveBack = besideNetwork ? pool.shareCores() : () => undefined;
      indexes.set(run, running);
      try {
        return await indexFiles(roots, progress, { ...input, running, turns, work });
      } finally {
        indexes.delete(run);
        giveBack();
      }
    },
    'index.cancel': ({ run }) => {
      indexes.get(run)?.cancel();
      return null;
    },
    'index.pause': ({ run, paused }) => {
      indexes.get(run)?.pause(paused);
      return null;
    },
    grant: ({ instances }) => {
      frames.grant(instances);
      return null;
    },
    connect: (_input, { ports }) => {
      for (const port of ports) servePixels(port, frames, turns);
      return null;
    },
    warm: () => {
      pool.warm();
      return null;
    },
    'decode-ahead': ({ instanceId }) => {
      // what fails is told to whoever asks for it
      turns.shared(() => frames.frame(instanceId, 0, 'analysis')).catch(() => undefined);
      return null;
    },
    pulse: () => ({ usedBytes: process.memoryUsage.rss() }),
    'pixels.summary': ({ instanceId }) => turns.shared(() => frames.summary(instanceId, 'analysis')),
    'masks.compare': ({ instanceId, ...comparison }) => turns.shared(() => frames.compareMasks(instanceId, comparison)),
    'picture.trace': ({ instanceId, frame }) => turns.shared(() => frames.trace(instanceId, frame)),
    'labels.read': (request) => turns.shared(() => pool.run('labels', request, 'analysis').done),
    'key-image': ({ instanceId, ...request }) => turns.shared(() => frames.keyImage(instanceId, request, 'analysis')),
    'map-image': ({ rows, columns, map }) => exactBuffer(mapImage(rows, columns, map)),
  };
}

/** The same work, whose hashes are remembered. */
function noted(work: IndexWork, hashed: HashedFiles): IndexWork {
  return {
    ...work,
    hashes: async (files, first) => {
      const outcomes = await work.hashes(files, first);
      files.forEach((file, i) => {
        const outcome = outcomes[i];
        if (typeof outcome === 'string') hashed.note(file.path, outcome, file);
      });
      return outcomes;
    },
  };
}
