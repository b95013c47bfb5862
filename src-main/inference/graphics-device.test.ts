import { describe, expect, it } from 'vitest';
import { hasGraphicsDevice } from './graphics-device.ts';

describe('a device beside the CPU', () => {
  it('is there on Linux where one of its drivers shows one, and not before', () => {
    expect(hasGraphicsDevice('linux', () => false)).toBe(false);
    for (const place of ['/dev/dri', '/dev/nvidiactl', '/dev/kfd', '/dev/dxg']) {
      expect(hasGraphicsDevice('linux', (path) => path === place)).toBe(true);
    }
  });

  it('may be there on any other system: its driver is asked', () => {
    for (const platform of ['win32', 'darwin'] as const) expect(hasGraphicsDevice(platform, () => false)).toBe(true);
  });
});
