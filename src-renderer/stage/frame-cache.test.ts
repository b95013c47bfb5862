import { beforeEach, expect, it, vi } from 'vitest';
import type { StageImage } from './image-loader.ts';

const images = vi.hoisted(() => new Map<string, { sizeInBytes: number }>());
vi.mock('@cornerstonejs/core', () => ({
  cache: {
    getImage: (id: string) => images.get(id),
    getBytesAvailable: () => 100 - [...images.values()].reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0),
    putImageSync: (id: string, image: { sizeInBytes: number }) => images.set(id, image),
    removeImageLoadObject: (id: string) => images.delete(id),
    purgeCache: () => images.clear(),
  },
}));
const { cachedFrame, emptyFrameCache, hasRoomFor, holdFrames, keepFrame, pictureBudget } =
  await import('./frame-cache.ts');

const keep = (id: string, sizeInBytes = 25) => keepFrame(id, { sizeInBytes } as StageImage);
const there = () => [...images.keys()].sort();
beforeEach(() => emptyFrameCache());

it('lets those leave that were not looked at for the longest time', () => {
  for (const id of ['a', 'b', 'c', 'd']) keep(id);
  cachedFrame('a');
  keep('e');
  expect(there()).toEqual(['a', 'c', 'd', 'e']);
});

it('never drops what is on the screen or in a volume', () => {
  for (const id of ['a', 'b', 'c', 'd']) keep(id);
  holdFrames('pane-1', ['a']);
  holdFrames('volume', ['b', 'c']);
  keep('e');
  expect(there()).toEqual(['a', 'b', 'c', 'e']);
  holdFrames('pane-2', ['e']);
  keep('f');
  expect(there()).toEqual(['a', 'b', 'c', 'e']);
  holdFrames('volume', []);
  keep('f');
  expect(there()).toEqual(['a', 'c', 'e', 'f']);
});

it('says when there is room without anything leaving, so that reading ahead stops in time', () => {
  keep('a', 80);
  expect(hasRoomFor(20)).toBe(true);
  expect(hasRoomFor(21)).toBe(false);
});

it('forgets the whole case at once', () => {
  keep('a');
  holdFrames('pane-1', ['a']);
  emptyFrameCache();
  expect(there()).toEqual([]);
  keep('b', 100);
  keep('c', 100);
  expect(there()).toEqual(['c']);
});

it('takes an eighth of the machine’s memory, within bounds', () => {
  const mib = (of: number | undefined) => pictureBudget(of) / 2 ** 20;
  expect([mib(0.5), mib(undefined), mib(4), mib(8), mib(64)]).toEqual([256, 256, 512, 1024, 1024]);
});
