import { expect } from '@playwright/test';
import type { CallAnswer, CallInput, CallName, CallOutput } from '../src-shared/contract/table.ts';
import { chooseNext, type Program } from './program.ts';

/** Calls the contract as the page does; throws the code of a failure as an error. */
export async function askProgram<N extends CallName>(
  { page }: Pick<Program, 'page'>,
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const answer = (await page.evaluate(([called, given]) => window.skiagraph.call(called, given), [
    name,
    input,
  ] as const)) as CallAnswer<N>;
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code}`);
  return answer.value;
}

/** Chooses files in the open dialog, without waiting for what comes of it. */
export async function importAll(program: Program, files: string[]): Promise<void> {
  await chooseNext(program.app, files);
  const { jobId } = await askProgram(program, 'import.choose', { kind: 'files' });
  expect(jobId).not.toBeNull();
}
