// Kills a writing process at random moments and looks for what it had acknowledged.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { CaseId } from '../../../src-shared/contract/ids.ts';
import { temporaryFolder } from '../examples.ts';
import { Session } from '../session.ts';

interface Acknowledged {
  caseId: CaseId;
  resultId?: number;
  judgementId?: number;
  typed?: string;
}

/** Runs as many rounds on one log. `lost`: acknowledged and not there; `unsound`: rounds after which the log was not whole. */
export async function killRounds(rounds: number): Promise<{ acknowledged: number; lost: string[]; unsound: number }> {
  const { folder, remove } = temporaryFolder();
  const lost: string[] = [];
  let [acknowledged, unsound] = [0, 0];
  try {
    for (let round = 0; round < rounds; round++) {
      const first = String(1_000_000 * (round + 1));
      const lines = await writeUntilKilled<Acknowledged>('crash-writer.ts', [folder, first], 5 + Math.random() * 150);
      const session = new Session({ busyTimeoutMs: 5000, checkFirstBelow: Infinity }, () => undefined);
      const { storage, notices } = session.open(folder);
      if (storage.state !== 'ready' || notices[0]?.code !== 'log-unclean') unsound += 1;
      for (const line of lines) if (!isThere(session, line)) lost.push(JSON.stringify(line));
      session.close();
      acknowledged += lines.length;
    }
  } finally {
    remove();
  }
  return { acknowledged, lost, unsound };
}

function isThere(session: Session, { caseId, resultId, judgementId, typed }: Acknowledged): boolean {
  try {
    const found = session.answer('case.get', { caseId });
    const has = (list: readonly { id: number }[], id?: number) => id === undefined || list.some((one) => one.id === id);
    const isTyped = typed === undefined || found.draft?.findings === typed;
    return has(found.results, resultId) && has(found.judgements, judgementId) && isTyped;
  } catch {
    return false;
  }
}

/** The lines that a script of this folder printed in full; killed `afterMs` after the first of them. */
export function writeUntilKilled<Line>(name: string, args: readonly string[], afterMs: number): Promise<Line[]> {
  const script = path.join(import.meta.dirname, name);
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  let isKilled = false;
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (printed === '') {
        setTimeout(() => {
          isKilled = true;
          child.kill('SIGKILL');
        }, afterMs);
      }
      printed += text;
    });
    child.once('close', () => {
      if (!isKilled) reject(new Error('the writer ended by itself'));
      const whole = printed.slice(0, printed.lastIndexOf('\n') + 1).split('\n');
      resolve(whole.filter((line) => line !== '').map((line) => JSON.parse(line) as Line));
    });
  });
}
