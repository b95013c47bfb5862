import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const MARK = /^caselog\.running-(\d+)$/;

/** Says that this process has the log open. A full or read-only disk keeps no mark, and needs none: nothing is written. */
export function placeMark(folder: string): void {
  try {
    closeSync(openSync(markOf(folder, process.pid), 'w'));
  } catch {
    // the log itself tells what is wrong with the disk
  }
}

/** Takes this process's mark away after the log was closed in order. */
export function removeMark(folder: string): void {
  rmSync(markOf(folder, process.pid), { force: true });
}

/** Processes that had the log open and are gone, or this one where its worker died: none means a clean exit. */
export function marksLeftBehind(folder: string): number[] {
  const pids = readdirSync(folder).map((name) => Number(MARK.exec(name)?.[1] ?? Number.NaN));
  return pids.filter((pid) => !Number.isNaN(pid) && (pid === process.pid || !isAlive(pid)));
}

/** Forgets unclean exits, once the log was checked. */
export function forgetMarks(folder: string, pids: readonly number[]): void {
  for (const pid of pids) rmSync(markOf(folder, pid), { force: true });
}

function markOf(folder: string, pid: number): string {
  return path.join(folder, `caselog.running-${pid}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
