import { SvelteMap } from 'svelte/reactivity';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ShownModel } from '../../../src-shared/contract/records.ts';
import { call } from '../../app/bridge.ts';
import { shelf } from '../../app/shelf.svelte.ts';

/** Self-tests that run now or could not be asked for, by the model's key. What they find is the model's own state. */
class SelfTests {
  readonly #stands = new SvelteMap<string, 'running' | Coded>();

  isRunning(key: string): boolean {
    return this.#stands.get(key) === 'running';
  }

  /** Why a test could not be asked for; null: it could, or nobody asked. */
  failure(key: string): Coded | null {
    const stands = this.#stands.get(key);
    return stands === undefined || stands === 'running' ? null : stands;
  }

  /** Runs one and reads the shelf again. */
  async run(key: string): Promise<void> {
    if (this.isRunning(key)) return;
    this.#stands.set(key, 'running');
    try {
      await call('models.verify', { key });
      await shelf.load();
      this.#stands.delete(key);
    } catch (thrown) {
      this.#stands.set(key, toCoded(thrown));
    }
  }

  /** Runs those that were never run on this machine, one after the other. */
  async runNew(models: readonly ShownModel[]): Promise<void> {
    for (const { key, state } of models) if (state === 'not-verified') await this.run(key);
  }
}

export const selfTests = new SelfTests();
