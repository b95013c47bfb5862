import fs from 'node:fs';

/** Bytes that a process and all below it hold (proportional share of what they share); null where the system does not say. */
export function treeBytes(root: number): number | null {
  if (process.platform !== 'linux') return null;
  const children = new Map<number, number[]>();
  for (const name of fs.readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = parentOf(pid);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const of = (pid: number): number => (children.get(pid) ?? []).reduce((sum, child) => sum + of(child), ownBytes(pid));
  return of(root);
}

function parentOf(pid: number): number | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name in brackets may hold anything
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function ownBytes(pid: number): number {
  try {
    const [, kib] = /^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0;
  }
}
