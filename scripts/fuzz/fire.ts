import { fork, type ChildProcess } from 'node:child_process';
import { READER_MEMORY_BYTES } from '../../src-main/reading/memory-limit.ts';
import type { Mutant } from './mutants.ts';
import type { FireMessage } from './under-fire.ts';

/** What must not happen, and with which damaged file it did. */
export interface Finding extends Mutant {
  readonly what: 'crash' | 'hang' | 'memory' | 'unforeseen';
  readonly detail: string;
}

export interface FireReport {
  readonly mutants: number;
  /** How often images came to `read` or to each code. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly slowestMs: number;
  readonly mostBytes: number;
}

/** A file takes at most a header's, and each of its pictures a frame's limit; what takes longer was not stopped. */
const HANG_MS = 40_000;
/** What the reader stops by its own limits is stopped, but it is a finding where nothing should take so long. */
const STOPPED: Readonly<Record<string, Finding['what']>> = { 'codec-timeout': 'hang', 'reader-memory': 'memory' };
const UNFORESEEN = new Set(['internal-error', 'index-failed']);

/** The names of the bases. */
export async function basesOf(): Promise<string[]> {
  const { child, bases } = await startedChild();
  child.disconnect();
  return bases;
}

/**
 * Reads damaged files in a process like the reader's, and says what became of them. A process that dies or hangs is a
 * finding, and the rest go on in another.
 *
 * @param tell called now and then with how many are done
 */
export async function fire(
  mutants: readonly Mutant[],
  tell: (done: number) => void = () => undefined,
): Promise<FireReport> {
  const outcomes: Record<string, number> = {};
  const findings: Finding[] = [];
  let [slowestMs, mostBytes, done] = [0, 0, 0];
  let left = mutants.map((mutant, number) => ({ mutant, number }));
  while (left.length > 0) {
    const { child } = await startedChild();
    const inHand = new Map<number, NodeJS.Timeout>();
    const ended = new Set<number>();
    let hanging: number | null = null;
    child.on('message', (message: FireMessage) => {
      if (message.kind === 'began') {
        const hang = () => {
          hanging = message.number;
          child.kill('SIGKILL');
        };
        inHand.set(message.number, setTimeout(hang, HANG_MS));
      }
      if (message.kind !== 'ended') return;
      clearTimeout(inHand.get(message.number));
      inHand.delete(message.number);
      ended.add(message.number);
      const mutant = mutants[message.number]!;
      slowestMs = Math.max(slowestMs, message.tookMs);
      mostBytes = Math.max(mostBytes, message.usedBytes);
      for (const outcome of message.outcomes) {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        const what = UNFORESEEN.has(outcome) ? 'unforeseen' : STOPPED[outcome];
        if (what) findings.push({ ...mutant, what, detail: message.message ?? outcome });
      }
      if (message.usedBytes > READER_MEMORY_BYTES) {
        findings.push({ ...mutant, what: 'memory', detail: `${Math.round(message.usedBytes / 2 ** 20)} MiB` });
      }
      if (++done % 200 === 0) tell(done);
      if (ended.size === left.length) child.disconnect();
    });
    const over = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.send(left);
    await over;
    for (const timer of inHand.values()) clearTimeout(timer);
    const blamed = hanging === null ? [...inHand.keys()] : [hanging];
    for (const number of blamed) {
      // several were in hand when it died: all of them are looked at again by a person
      findings.push({ ...mutants[number]!, what: hanging === null ? 'crash' : 'hang', detail: 'the process ended' });
      ended.add(number);
    }
    left = left.filter(({ number }) => !ended.has(number));
  }
  return { mutants: mutants.length, outcomes, findings, slowestMs, mostBytes };
}

async function startedChild(): Promise<{ child: ChildProcess; bases: string[] }> {
  const child = fork(new URL('./under-fire.ts', import.meta.url), {
    ...{ stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] },
  });
  const bases = await new Promise<string[]>((resolve, reject) => {
    child.once('message', (message: FireMessage) => message.kind === 'ready' && resolve(message.bases));
    child.once('exit', () => reject(new Error('the reader under fire did not start')));
  });
  child.removeAllListeners('exit');
  return { child, bases };
}
