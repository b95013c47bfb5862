import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, isOpenLimit, toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { WeightFile } from '../../../src-shared/findings/manifest-fields.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import { openPlainFile, type Links } from './plain-file.ts';
import { manifestFileSha256, readManifest } from './read-manifest.ts';

export const MANIFEST_NAME = 'manifest.json';
/** Written at installation beside a model whose manifest does not name its files of weights. */
export const WEIGHTS_NAME = 'weights.json';
const WEIGHTS_LIMIT_BYTES = 2 ** 20;
/** What is read and hashed at once: each piece costs a turn of the thread pool. */
const CHUNK_BYTES = 2 ** 20;

/** What a folder of a model holds, as far as it can be said without the runtime. */
export interface ModelFolder {
  readonly manifest: ModelManifest | null;
  /** Of the manifest's bytes, and of the list of weights where one lies beside it: what stands for the model as a whole. */
  readonly manifestSha256: string | null;
  /** Files beside the model file that hold its weights. */
  readonly weights: readonly WeightFile[];
  /** Why it can't be used; null: manifest and file belong together. */
  readonly refusal: Coded | null;
}

/** Reads a model's folder: its manifest, and whether the model file is the one that it describes. Never throws. */
export async function readModelFolder(folder: string, links: Links): Promise<ModelFolder> {
  let manifest: ModelManifest | null = null;
  let manifestSha256: string | null = null;
  let weights: readonly WeightFile[] = [];
  try {
    if ((await lstat(folder)).isSymbolicLink()) throw new CodedError('onnx-link');
    const read = await readManifest(path.join(folder, MANIFEST_NAME), links);
    manifest = read.manifest;
    const { file, id } = manifest;
    const listed = file.external ? null : await readWeightList(folder, links);
    weights = file.external ?? listed?.weights ?? [];
    manifestSha256 = listed ? wholeSha256(read.sha256, listed.sha256) : read.sha256;
    for (const part of [file, ...weights]) await checkFile(path.join(folder, part.name), part, id, links);
    return { manifest, manifestSha256, weights, refusal: null };
  } catch (error) {
    const refusal = toCoded(error);
    // the same bytes as at their installation: it is the program that asks for more
    if (refusal.code === 'manifest-invalid') manifestSha256 = await refusedSha256(folder, links).catch(() => null);
    return { manifest, manifestSha256, weights, refusal };
  }
}

/** What would stand for a model whose description is refused; null where nothing can be read. */
async function refusedSha256(folder: string, links: Links): Promise<string | null> {
  const sha256 = await manifestFileSha256(path.join(folder, MANIFEST_NAME), links);
  const listed = await readWeightList(folder, links);
  return listed ? wholeSha256(sha256, listed.sha256) : sha256;
}

/** What stands for a model whose weights were listed at installation. */
export function wholeSha256(manifestSha256: string, weightsSha256: string): string {
  return createHash('sha256').update(`${manifestSha256} ${weightsSha256}`).digest('hex');
}

/** Errors: `model-changed` for a list that is none, `onnx-link`. */
async function readWeightList(
  folder: string,
  links: Links,
): Promise<{ weights: readonly WeightFile[]; sha256: string } | null> {
  const file = path.join(folder, WEIGHTS_NAME);
  if (!(await lstat(file).catch(() => null))) return null;
  const { handle, bytes } = await openPlainFile(file, links);
  try {
    const text = bytes > WEIGHTS_LIMIT_BYTES ? Buffer.alloc(0) : await handle.readFile();
    const { WeightList } = await import('../../../src-shared/findings/manifest-fields.ts');
    const { weights } = WeightList.parse(JSON.parse(text.toString('utf8')));
    return { weights, sha256: createHash('sha256').update(text).digest('hex') };
  } catch (error) {
    throw new CodedError(isOpenLimit(error) ? 'files-open-limit' : 'model-changed');
  } finally {
    await handle.close();
  }
}

/** Errors: `model-file-missing`, `onnx-link`, `manifest-mismatch` (length), `model-changed` (hash). */
async function checkFile(file: string, wanted: WeightFile, model: string, links: Links): Promise<void> {
  const { handle, bytes } = await openPlainFile(file, links).catch((error: unknown) => {
    if (error instanceof CodedError && error.code !== 'model-missing') throw error;
    throw new CodedError('model-file-missing', { model, file: wanted.name });
  });
  try {
    if (bytes !== wanted.bytes) {
      throw new CodedError('manifest-mismatch', { field: 'file.bytes', model: bytes, manifest: wanted.bytes });
    }
    const hash = createHash('sha256');
    const chunks = handle.createReadStream({ autoClose: false, highWaterMark: CHUNK_BYTES });
    for await (const chunk of chunks as AsyncIterable<Buffer>) hash.update(chunk);
    if (hash.digest('hex') !== wanted.sha256) throw new CodedError('model-changed', { model, file: wanted.name });
  } finally {
    await handle.close();
  }
}
