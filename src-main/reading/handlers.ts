import type { Handlers } from '../hosting/index.ts';
import type { ReaderCalls } from './calls.ts';
import { GrantedFrames } from './frames.ts';
import { indexFiles } from './index-files.ts';
import { keyImage } from './key-image.ts';
import { mapImage } from './map-image.ts';
import { exactBuffer, servePixels } from './pixel-port.ts';
import { summarise } from './summary.ts';
import { Turns } from './turns.ts';

/** What the reader process answers, with its own grants and caches. Needs no Electron. */
export function readerHandlers(): Handlers<ReaderCalls> {
  const frames = new GrantedFrames();
  const turns = new Turns();
  let cancellations = 0;
  return {
    index: (input, { progress }) => {
      const begun = cancellations;
      return indexFiles(input.roots, progress, { ...input, turns, cancelled: () => cancellations > begun });
    },
    'index.cancel': () => {
      cancellations++;
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
    'pixels.summary': ({ instanceId }) => turns.shared(async () => summarise((await frames.image(instanceId)).image)),
    'key-image': ({ instanceId, frame, maxSide, map }) =>
      turns.shared(async () => {
        const decoded = await frames.frame(instanceId, frame);
        const { image } = await frames.image(instanceId);
        return exactBuffer(keyImage(decoded, image.description.pixels, maxSide, map));
      }),
    'map-image': ({ rows, columns, map }) => exactBuffer(mapImage(rows, columns, map)),
  };
}
