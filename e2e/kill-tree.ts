import { spawnSync } from 'node:child_process';

/** Ends a process and all below it at once, as a power cut would. */
export function killTree(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/PID', String(pid), '/T', '/F']);
    return;
  }
  const parents = parentOfEach();
  const doomed: number[] = [];
  const visit = (one: number) => {
    // stopped first, so that nothing starts another while the rest is found
    if (signalled(one, 'SIGSTOP')) doomed.push(one);
    for (const [child, parent] of parents) if (parent === one) visit(child);
  };
  visit(pid);
  for (const one of doomed) signalled(one, 'SIGKILL');
}

function parentOfEach(): Map<number, number> {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return new Map([...stdout.matchAll(/^\s*(\d+)\s+(\d+)/gm)].map(([, pid, parent]) => [Number(pid), Number(parent)]));
}

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
