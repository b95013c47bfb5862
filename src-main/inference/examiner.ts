import type { Verification } from '../../src-shared/contract/verification.ts';
import { HostedProcess, type ChildProgram, type Host } from '../hosting/index.ts';
import type { InferenceCalls, ModelOnDisk } from './calls.ts';
import type { GraphReport } from './onnx/check-model.ts';

/** Loading (60 s) and one run (60 s) of a network that nobody here has seen before. */
const LIMIT_MS = 120_000;

/**
 * Looks at models in a process of its own, which ends afterwards: a model that takes memory, never ends or kills its process
 * harms no analysis that runs meanwhile.
 */
export class Examiner {
  readonly #process: HostedProcess<InferenceCalls>;
  readonly #threads: number;
  #asked = 0;

  constructor(options: { host: Host; program: ChildProgram; threads: number }) {
    this.#threads = options.threads;
    this.#process = new HostedProcess<InferenceCalls>({
      host: options.host,
      // drivers that are not there complain on their own, in no language of ours
      program: { ...options.program, name: 'Skiagraph model check', quiet: true },
      crashCode: 'model-crashed',
    });
  }

  /** See `examine`. Errors: its own, `model-timeout`, `model-crashed`. */
  examine(model: ModelOnDisk): Promise<Omit<Verification, 'at'>> {
    return this.#ask('examine', { model, threads: this.#threads });
  }

  /** See `inspect`. Errors: its own, `model-timeout`, `model-crashed`. */
  inspect(model: ModelOnDisk): Promise<GraphReport> {
    return this.#ask('inspect', { model });
  }

  /** See `weightFiles`. Errors: its own, `model-timeout`, `model-crashed`. */
  async weightFiles(model: ModelOnDisk): Promise<string[]> {
    return (await this.#ask('weight-files', { model })).names;
  }

  async #ask<N extends 'examine' | 'inspect' | 'weight-files'>(
    name: N,
    input: InferenceCalls[N]['input'],
  ): Promise<InferenceCalls[N]['output']> {
    this.#asked += 1;
    try {
      return await this.#process.call(name, input, { timeoutMs: LIMIT_MS, timeoutCode: 'model-timeout' });
    } finally {
      this.#asked -= 1;
      // memory of networks is given back by ending their process
      if (this.#asked === 0) this.#process.end('model-cancelled');
    }
  }
}
