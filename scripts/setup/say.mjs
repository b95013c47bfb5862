import { spawn } from 'node:child_process';

/** Lines for the person who waits. Set-up speaks on standard error, so that the command line's output stays clean. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Ends set-up with a sentence and the next step. */
export class SetupError extends Error {
  constructor(sentence, nextStep) {
    super(nextStep ? `${sentence}\n  → ${nextStep}` : sentence);
    this.name = 'SetupError';
  }
}

/**
 * Runs a command that may take minutes and says every few seconds that it still does. Resolves with its status and what
 * it wrote; `stdio` as for `spawn`, with pipes read as text.
 */
export function patiently(command, args, options = {}) {
  const started = Date.now();
  const beat = setInterval(() => say(`  … ${Math.round((Date.now() - started) / 1000)} s`), 5000);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) child[stream]?.on('data', (chunk) => (written[stream] += chunk));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...written }));
  }).finally(() => clearInterval(beat));
}
