import os from 'node:os';

/** Bytes of memory that the machine has, or the container in which the program runs. */
export function memoryBytes(): number {
  const allowed = process.constrainedMemory?.() ?? 0;
  return allowed > 0 ? Math.min(allowed, os.totalmem()) : os.totalmem();
}

/**
 * Bytes that this process could still take: what the system calls available, within the limit of its container where it has
 * one. macOS counts only pages that nobody has used yet, of which there are few on any machine: there half of the memory
 * counts.
 */
export function availableBytes(): number {
  if (process.platform === 'darwin') return os.totalmem() / 2;
  return process.availableMemory?.() ?? os.freemem();
}
