import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import { openPlainFile, type Links } from './plain-file.ts';
import { readManifest } from './read-manifest.ts';

export const MANIFEST_NAME = 'manifest.json';

/** What a folder of a model holds, as far as it can be said without the runtime. */
export interface ModelFolder {
  readonly manifest: ModelManifest | null;
  readonly manifestSha256: string | null;
  /** Why it can't be used; null: manifest and file belong together. */
  readonly refusal: Coded | null;
}

/** Reads a model's folder: its manifest, and whether the model file is the one that it describes. Never throws. */
export async function readModelFolder(folder: string, links: Links): Promise<ModelFolder> {
  let manifest: ModelManifest | null = null;
  let manifestSha256: string | null = null;
  try {
    if ((await lstat(folder)).isSymbolicLink()) throw new CodedError('onnx-link');
    ({ manifest, sha256: manifestSha256 } = await readManifest(path.join(folder, MANIFEST_NAME), links));
    await checkFile(path.join(folder, manifest.file.name), manifest, links);
    return { manifest, manifestSha256, refusal: null };
  } catch (error) {
    return { manifest, manifestSha256, refusal: toCoded(error) };
  }
}

/** Errors: `model-missing`, `onnx-link`, `manifest-mismatch` (length), `model-changed` (hash). */
async function checkFile(file: string, manifest: ModelManifest, links: Links): Promise<void> {
  const { handle, bytes } = await openPlainFile(file, links).catch((error: unknown) => {
    if (error instanceof CodedError && error.code === 'onnx-link') throw error;
    throw new CodedError('model-missing', { model: manifest.id });
  });
  try {
    if (bytes !== manifest.file.bytes) throw new CodedError('manifest-mismatch', { field: 'file.bytes' });
    const hash = createHash('sha256');
    for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>)
      hash.update(chunk);
    if (hash.digest('hex') !== manifest.file.sha256) throw new CodedError('model-changed', { model: manifest.id });
  } finally {
    await handle.close();
  }
}
