import type { Code } from '../../src-shared/contract/coded.ts';
import type { AnalysisOutcome, ModelOnDisk } from './calls.ts';

/** What says that a provider failed, and that its process lives on. */
const LIVES_ON: ReadonlySet<Code> = new Set<Code>(['provider-missing', 'provider-lost', 'provider-disagrees']);
/** What may be the provider's fault; its process is gone. */
const ENDED: ReadonlySet<Code> = new Set<Code>(['model-crashed', 'model-timeout']);

/**
 * Models whose provider failed since the program started: a driver that was taken away, a device that was lost or gave other numbers
 * than the CPU, a process that died or never answered. Where the program had chosen the provider the CPU answers from then on; a person's choice stays and fails.
 */
export class CpuFallbacks {
  #onCpu = new WeakMap<ModelOnDisk, ModelOnDisk>();

  /** Nothing has failed any more: somebody verified a model again, or chose where it runs. */
  forget(): void {
    this.#onCpu = new WeakMap();
  }

  /** The model as it is asked now. */
  of(model: ModelOnDisk): ModelOnDisk {
    return this.#onCpu.get(model) ?? model;
  }

  /**
   * Told why a question about a model failed.
   * @returns whether it may be asked again at once
   */
  mayAnswer(model: ModelOnDisk, code: Code): boolean {
    if (!model.fallsBack || !(LIVES_ON.has(code) || ENDED.has(code))) return false;
    if (!this.#onCpu.has(model)) {
      const { fallsBack: _over, runMs: _there, ...rest } = model;
      this.#onCpu.set(model, { ...rest, provider: 'cpu' });
    }
    return LIVES_ON.has(code);
  }

  /** An answer with the warning that it is the CPU's, where it is that in the place of another. */
  told(model: ModelOnDisk, outcome: AnalysisOutcome): AnalysisOutcome {
    const { provider } = model;
    if (!provider || !this.#onCpu.has(model) || outcome.provider.name === provider) return outcome;
    return { ...outcome, warnings: [{ code: 'provider-fell-back', details: { provider } }, ...outcome.warnings] };
  }
}
