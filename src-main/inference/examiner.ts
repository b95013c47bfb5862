import { toCoded } from '../../src-shared/contract/coded.ts';
import type { ProviderTrial, Verification } from '../../src-shared/contract/verification.ts';
import { HostedProcess, type ChildProgram, type Host } from '../hosting/index.ts';
import type { InferenceCalls, ModelOnDisk } from './calls.ts';
import { hasGraphicsDevice } from './graphics-device.ts';
import type { GraphReport } from './onnx/check-model.ts';
import { untried, type OfferedProvider } from './providers.ts';

/** Loading (60 s) and one run (60 s) of a network that nobody here has seen before. */
const LIMIT_MS = 120_000;
/** A provider that has not answered by then is not worth waiting for: the CPU has. */
const TRIAL_LIMIT_MS = 30_000;

/**
 * Looks at models in a process of its own, which ends afterwards: a model that takes memory, never ends or kills its process
 * harms no analysis that runs meanwhile. Other providers than the CPU are tried in another one: a driver that crashes or never
 * answers says nothing against the model.
 */
export class Examiner {
  readonly #process: HostedProcess<InferenceCalls>;
  readonly #trials: HostedProcess<InferenceCalls>;
  readonly #threads: number;
  readonly #hasDevice: () => boolean;
  #asked = 0;

  /** @param options.hasDevice whether there is anything beside the CPU on which networks could run */
  constructor(options: { host: Host; program: ChildProgram; threads: number; hasDevice?: () => boolean }) {
    this.#threads = options.threads;
    this.#hasDevice = options.hasDevice ?? hasGraphicsDevice;
    // drivers that are not there complain on their own, in no language of ours
    const child = (name: string) =>
      new HostedProcess<InferenceCalls>({
        host: options.host,
        program: { ...options.program, name, quiet: true },
        crashCode: 'model-crashed',
      });
    this.#process = child('Skiagraph model check');
    this.#trials = child('Skiagraph processor check');
  }

  /**
   * Examines a model (see `examine`), and tries every other provider that the runtime offers on it. Errors: those of the examination,
   * `model-timeout`, `model-crashed`.
   */
  async examine(model: ModelOnDisk): Promise<Omit<Verification, 'at'>> {
    const { offered, ...found } = await this.#ask('examine', { model, threads: this.#threads });
    const providers: ProviderTrial[] = [];
    for (const each of offered) providers.push(await this.#tried(model, each));
    return { ...found, providers };
  }

  /** See `inspect`. Errors: its own, `model-timeout`, `model-crashed`. */
  inspect(model: ModelOnDisk): Promise<GraphReport> {
    return this.#ask('inspect', { model });
  }

  /** See `weightFiles`. Errors: its own, `model-timeout`, `model-crashed`. */
  async weightFiles(model: ModelOnDisk): Promise<string[]> {
    return (await this.#ask('weight-files', { model })).names;
  }

  async #tried(model: ModelOnDisk, offered: OfferedProvider): Promise<ProviderTrial> {
    const { provider, installed } = offered;
    if (!installed) return untried(provider, 'missing', 'not installed');
    if (!this.#hasDevice()) return untried(provider, 'missing', 'no graphics device');
    try {
      const input = { model, threads: this.#threads, offered };
      return await this.#trials.call('try-provider', input, {
        timeoutMs: TRIAL_LIMIT_MS,
        timeoutCode: 'model-timeout',
      });
    } catch (error) {
      const { code } = toCoded(error);
      return untried(provider, code === 'model-timeout' ? 'too-slow' : 'crashed', null);
    } finally {
      this.#trials.end('model-cancelled');
    }
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
