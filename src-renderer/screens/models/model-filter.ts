import type { ShownModel } from '../../../src-shared/contract/records.ts';
import { labelsOf } from '../../../src-shared/findings/manifest-labels.ts';

/** What the screen calls a model's state, task and source, so that they can be typed. */
export interface ModelWords {
  readonly state: Readonly<Record<ShownModel['state'], string>>;
  readonly task: Readonly<Record<NonNullable<ShownModel['manifest']>['task'], string>>;
  readonly source: Readonly<Record<ShownModel['source'], string>>;
}

/**
 * The models in which every typed word is found: in names of both languages, id, version, labels, modalities, body parts, or
 * in what the screen calls state, task and source.
 */
export function filterModels(models: readonly ShownModel[], typed: string, words: ModelWords): ShownModel[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    const text = plain(knownBy(model, words).join(' '));
    return wanted.every((word) => text.includes(word));
  });
}

function knownBy({ manifest, folder, state, source }: ShownModel, words: ModelWords): string[] {
  const always = [folder, words.state[state], words.source[source]];
  if (!manifest) return always;
  const { id, version, title, task, input } = manifest;
  const labels = labelsOf(manifest).flatMap((label) => [label.title.en, label.title.zh]);
  const reads = [...input.modalities, ...input.bodyParts, ...input.views];
  return [...always, id, version, title.en, title.zh, words.task[task], ...reads, ...labels];
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
