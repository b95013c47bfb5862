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
