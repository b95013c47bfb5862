import { readFileSync } from 'node:fs';
import os from 'node:os';

/**
 * What a self-test holds for: another processor, system or graphics driver may compute other numbers. The driver is known where
 * the kernel tells it (NVIDIA on Linux).
 */
export function thisMachine(): string {
  const parts = [os.cpus()[0]?.model.trim() ?? 'unknown', `${os.platform()} ${os.arch()}`, ...nvidiaDriver()];
  return parts.join(' · ').slice(0, 300);
}

function nvidiaDriver(): string[] {
  try {
    const version = /\s(\d+(?:\.\d+)+)\s/.exec(readFileSync('/proc/driver/nvidia/version', 'utf8'))?.[1];
    return version === undefined ? [] : [`NVIDIA ${version}`];
  } catch {
    return [];
  }
}
