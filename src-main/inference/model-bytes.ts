import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, isOpenLimit } from '../../src-shared/contract/coded.ts';
import type { ModelOnDisk } from './calls.ts';
import { withWeightsInside } from './onnx/external-weights.ts';

/**
 * A model's bytes, found to be those that its description and its installation name; weights from files beside it stand within
 * them. Errors: `model-missing`, `model-changed`, `files-open-limit`, those of {@link withWeightsInside}.
 */
export async function modelBytes({ file, manifest, weights = [] }: ModelOnDisk): Promise<Uint8Array> {
  const { id } = manifest;
  const bytes = await hashed(file, manifest.file.sha256, id);
  if (weights.length === 0) return bytes;
  const files = new Map<string, Uint8Array>();
  for (const { name, sha256 } of weights) {
    files.set(name, await hashed(path.join(path.dirname(file), name), sha256, id));
  }
  return withWeightsInside(bytes, files);
}

/** What tells this model's numbers from any other's: the hash of its file, or of that and those of its weights. */
export function modelKey({ manifest, weights = [] }: Pick<ModelOnDisk, 'manifest' | 'weights'>): string {
  return [manifest.file.sha256, ...weights.map(({ name, sha256 }) => `${name}:${sha256}`)].join('/');
}

async function hashed(file: string, sha256: string, model: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw isOpenLimit(error) ? new CodedError('files-open-limit') : new CodedError('model-missing', { model });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new CodedError('model-changed', { model });
  return bytes;
}
