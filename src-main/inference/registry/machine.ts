import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * What a self-test holds for: another processor, system, graphics card or driver may compute other numbers. Cards and drivers are
 * known where Linux tells them; those of most makers come with its kernel, NVIDIA's says its own version.
 *
 * @param system where the kernel's files are; another place in tests
 */
export function thisMachine(system = '/'): string {
  const cards = cardsOf(system);
  const parts = [
    os.cpus()[0]?.model.trim() ?? 'unknown',
    `${os.platform()} ${os.arch()}`,
    ...cards,
    ...(cards.length > 0 ? [os.release()] : []),
    ...nvidiaDriver(system),
  ];
  return parts.join(' · ').slice(0, 300);
}

/** Maker and model of every graphics card, as PCI counts them, e.g. `0x8086:0x56a0`. */
function cardsOf(system: string): string[] {
  const folder = path.join(system, 'sys/class/drm');
  try {
    const names = readdirSync(folder).filter((name) => /^card\d+$/.test(name));
    return names.sort().map((name) => {
      const read = (what: string) => readFileSync(path.join(folder, name, 'device', what), 'latin1').trim();
      return `${read('vendor')}:${read('device')}`;
    });
  } catch {
    return [];
  }
}

function nvidiaDriver(system: string): string[] {
  try {
    const told = readFileSync(path.join(system, 'proc/driver/nvidia/version'), 'utf8');
    const version = /\s(\d+(?:\.\d+)+)\s/.exec(told)?.[1];
    return version === undefined ? [] : [`NVIDIA ${version}`];
  } catch {
    return [];
  }
}
