import { describe, expect, it } from 'vitest';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import { frameOf, imageIdOf, sameFrame } from './image-id.ts';

const key = { instanceId: 17 as InstanceId, frame: 3 };

describe('image ids', () => {
  it('name a frame and are read back', () => {
    expect(imageIdOf(key)).toBe('skiagraph:17:3');
    expect(frameOf('skiagraph:17:3')).toEqual(key);
  });

  it.each(['skiagraph:0:1', 'skiagraph:1', 'skiagraph:1:2:3', 'wadouri:1:2', 'skiagraph:-1:0', ''])(
    'of another form name nothing: %s',
    (imageId) => expect(frameOf(imageId)).toBeNull(),
  );

  it('are the same only for the same frame of the same instance', () => {
    expect(sameFrame(key, { ...key })).toBe(true);
    expect(sameFrame(key, { ...key, frame: 0 })).toBe(false);
    expect(sameFrame(key, { ...key, instanceId: 18 as InstanceId })).toBe(false);
    expect(sameFrame(null, null)).toBe(false);
  });
});
