import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ShelfModel } from '../../src-shared/contract/records.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { ModelOnDisk } from './calls.ts';

/**
 * That a model on the shelf is the one that gave a result, by its description and its files of weights as well. Errors:
 * `repeat-model-gone`.
 */
export function mustBeTheSameModel(gave: AnalysisResult['model'], { weights = [], manifestSha256 }: ModelOnDisk): void {
  const namesOf = (files: readonly { readonly name: string; readonly sha256: string }[]) =>
    files.map(({ name, sha256 }) => `${name}:${sha256}`).join('/');
  const described = gave.manifestSha256 === undefined || gave.manifestSha256 === manifestSha256;
  if (!described || namesOf(weights) !== namesOf(gave.weights ?? [])) {
    throw new CodedError('repeat-model-gone', { model: gave.id, version: gave.version });
  }
}

/**
 * Whether the shelf still has exactly the model that gave a result: the version that has taken its place, null where none has.
 * Errors: `repeat-model-gone` (no such version, or another file of it).
 */
export async function newerThan(
  inference: { readonly models: () => Promise<ShelfModel[]> },
  model: Pick<AnalysisResult['model'], 'id' | 'version' | 'sha256'>,
): Promise<string | null> {
  const called = (await inference.models()).filter(({ manifest }) => manifest?.id === model.id);
  const same = called.find(
    ({ manifest, refusal }) =>
      manifest?.version === model.version && manifest.file.sha256 === model.sha256 && refusal === null,
  );
  if (!same) throw new CodedError('repeat-model-gone', { model: model.id, version: model.version });
  if (same.state !== 'superseded') return null;
  return called.find(({ state }) => state !== 'superseded' && state !== 'refused')?.manifest?.version ?? null;
}
