import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

const MARK = /^caselog\.running-(\d+)$/;

/**
 * Says that this process, since this start of the machine, has the log open. A full or read-only disk keeps no mark, and
 * needs none: nothing is written.
 */
export function placeMark(folder: string): void {
  try {
    const mark = openSync(markOf(folder, process.pid), 'w');
    try {
      writeSync(mark, bootId());
      fsyncSync(mark);
    } finally {
      closeSync(mark);
    }
  } catch {
    // the log itself tells what is wrong with the disk
  }
}

/** Takes this process's mark away after the log was closed in order. */
export function removeMark(folder: string): void {
  rmSync(markOf(folder, process.pid), { force: true });
}

/**
 * Processes that had the log open and are gone, or this one where its worker died: none means a clean exit. After a power
 * cut the number of a process may belong to another one: a mark of another start of the machine is always left behind.
 */
export function marksLeftBehind(folder: string): number[] {
  const pids = readdirSync(folder).map((name) => Number(MARK.exec(name)?.[1] ?? Number.NaN));
  const boot = bootId();
  return pids.filter(
    (pid) => !Number.isNaN(pid) && (pid === process.pid || isOfAnotherBoot(folder, pid, boot) || !isAlive(pid)),
  );
}

/** Forgets unclean exits, once the log was checked. */
export function forgetMarks(folder: string, pids: readonly number[]): void {
  for (const pid of pids) rmSync(markOf(folder, pid), { force: true });
}

function markOf(folder: string, pid: number): string {
  return path.join(folder, `caselog.running-${pid}`);
}

/** Differs from one start of the machine to the next; empty where the system tells none. */
function bootId(): string {
  return textOf('/proc/sys/kernel/random/boot_id');
}

/** A mark without a boot id says nothing about it. */
function isOfAnotherBoot(folder: string, pid: number, boot: string): boolean {
  const marked = textOf(markOf(folder, pid));
  return marked !== '' && boot !== '' && marked !== boot;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
