import { readFileSync } from 'node:fs';
import os from 'node:os';

/**
 * Number of physical cores: one thread each is what a network runs fastest on. On Linux by the processor's own listing,
 * elsewhere the logical processors, halved where there are more than four (two threads a core is the usual case).
 */
export function physicalCores(): number {
  const logical = os.availableParallelism();
  if (process.platform === 'linux') {
    try {
      const cores = coresListed(readFileSync('/proc/cpuinfo', 'utf8'));
      if (cores > 0) return Math.min(cores, logical);
    } catch {
      // no listing: the estimate below
    }
  }
  return logical > 4 ? Math.floor(logical / 2) : logical;
}

/** Distinct pairs of physical id and core id in the text of `/proc/cpuinfo`; 0 where it names none. */
export function coresListed(cpuinfo: string): number {
  const cores = new Set<string>();
  for (const block of cpuinfo.split(/\n\s*\n/)) {
    const core = /^core id\s*:\s*(\d+)/m.exec(block)?.[1];
    if (core !== undefined) cores.add(`${/^physical id\s*:\s*(\d+)/m.exec(block)?.[1] ?? '0'}/${core}`);
  }
  return cores.size;
}
