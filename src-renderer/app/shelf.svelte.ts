import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { ModelId } from '../../src-shared/contract/ids.ts';
import type { ShownModel } from '../../src-shared/contract/records.ts';
import { labelsOf } from '../../src-shared/findings/manifest-labels.ts';
import { call } from './bridge.ts';
import { pick } from './language.svelte.ts';

/** The models on the shelf, read once and again on demand. */
class Shelf {
  models = $state.raw<readonly ShownModel[] | null>(null);
  failure = $state.raw<Coded | null>(null);

  /** Reads the shelf. */
  async load(): Promise<void> {
    this.failure = null;
    try {
      this.models = (await call('models.list', {})).models;
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }

  /** A model's title in the language on the screen; its id where it is not on the shelf. */
  modelTitle(modelId: ModelId): string {
    const manifest = this.models?.find((model) => model.manifest?.id === modelId)?.manifest;
    return manifest ? pick(manifest.title) : modelId;
  }

  /**
   * What a model calls a label, in the language on the screen; the label itself where the model is not on the shelf. Another
   * model may call something else the same.
   *
   * @param modelId undefined: nobody knows whose label it is, and the first model that has it is asked
   */
  labelTitle(labelId: string, modelId: ModelId | undefined): string {
    for (const { manifest } of this.models ?? []) {
      if (modelId !== undefined && manifest?.id !== modelId) continue;
      const label = manifest && labelsOf(manifest).find(({ id }) => id === labelId);
      if (label) return pick(label.title);
    }
    return labelId;
  }
}

/** The one shelf on the page. */
export const shelf = new Shelf();
