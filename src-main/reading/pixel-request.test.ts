import { describe, expect, it } from 'vitest';
import { pixelRequest } from './pixel-request.ts';

const frame = { id: 1, kind: 'frame', instanceId: 3, frame: 0 };
const keyImage = { id: 1, kind: 'key-image', instanceId: 3, frame: 2, maxSide: 64, map: null };

describe('a message on a pixel port', () => {
  it('is taken as it was sent, without what nobody asked for', () => {
    const requests = [
      frame,
      { ...frame, priority: 'prefetch' },
      keyImage,
      { id: 0.5, kind: 'overlay-mask', instanceId: 3, frame: 1 },
      { id: 7, kind: 'cancel' },
    ];
    for (const request of requests) expect(pixelRequest({ ...request, path: '/etc/passwd' })).toEqual(request);
  });

  it('is none where anything of it is not as it must be', () => {
    for (const message of [
      undefined,
      null,
      'frame',
      [],
      {},
      { kind: 'cancel' },
      { id: NaN, kind: 'cancel' },
      { ...frame, id: '1' },
      { ...frame, kind: 'file' },
      { ...frame, instanceId: 0 },
      { ...frame, instanceId: 1.5 },
      { ...frame, instanceId: 2 ** 53 },
      { ...frame, instanceId: '3' },
      { ...frame, frame: -1 },
      { ...frame, frame: Infinity },
      { ...frame, frame: undefined },
      { ...frame, priority: 'soon' },
      { ...frame, priority: null },
      { ...keyImage, maxSide: 0 },
      { ...keyImage, maxSide: 65_536 },
      { ...keyImage, map: undefined },
      { ...keyImage, map: 'warm' },
    ]) {
      expect(pixelRequest(message), JSON.stringify(message)).toBeUndefined();
    }
  });
});
