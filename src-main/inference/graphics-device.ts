import { existsSync } from 'node:fs';
import os from 'node:os';

/** Where Linux shows a graphics or computing device to programs: any driver, NVIDIA's own, AMD's, Windows' below WSL. */
const LINUX_DEVICES = ['/dev/dri', '/dev/nvidiactl', '/dev/kfd', '/dev/dxg'] as const;

/**
 * Whether there may be anything beside the CPU on which networks could run. A Linux machine without a device has at most a software
 * one, which is the CPU by a long way round; elsewhere nobody can say without asking the driver.
 */
export function hasGraphicsDevice(platform: NodeJS.Platform = os.platform(), exists = existsSync): boolean {
  return platform !== 'linux' || LINUX_DEVICES.some((device) => exists(device));
}
