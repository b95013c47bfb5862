import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { WeightFile } from '../../../src-shared/findings/manifest-fields.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import { makeFolder } from '../../keeping-files/index.ts';
import type { ModelOnDisk } from '../calls.ts';
import { syncFolder, writingFailure } from './durable.ts';
import { MANIFEST_NAME, WEIGHTS_NAME, wholeSha256 } from './model-folder.ts';
import { openPlainFile } from './plain-file.ts';
import { readManifest } from './read-manifest.ts';

/** What a model file may be as a whole: more than protocol buffers can hold is no model. */
const FILE_LIMIT_BYTES = 2 ** 31;
/** Texts that come along. */
const COMPANIONS = ['CARD.md', 'LICENSE', 'LICENSE.md', 'LICENSE.txt'];
const COMPANION_LIMIT_BYTES = 2 ** 20;
const STAGE = /^\.(?:installing|removed)-(\d+)-/;
const CHUNK = 2 ** 20;

export interface StagedModel {
  readonly folder: string;
  readonly manifest: ModelManifest;
  /** What stands for the model as a whole, see `ModelFolder`. */
  readonly manifestSha256: string;
  readonly weights: readonly WeightFile[];
}

/** Says in which files beside it a model's weights lie; asked of a process where nothing else can be harmed. */
export type FindWeights = (model: Pick<ModelOnDisk, 'file' | 'manifest'>) => Promise<readonly string[]>;

/**
 * Copies a model's manifest, its files and its texts into a fresh folder among the user's models, byte by byte and hashed on
 * the way, never linked; nothing else of the source is looked at. Errors: `model-folder-missing`, `model-file-missing`, `manifest-invalid`,
 * `manifest-mismatch` (length), `model-changed` (hash), `onnx-link`, `onnx-memory-limit` (above 2 GiB together),
 * `onnx-external-range` (a file of weights is not there), those of `find`, `disk-full`,
 * `models-unwritable`.
 */
export async function stageModel(source: string, models: string, find: FindWeights): Promise<StagedModel> {
  // the folder itself may be named by a link: a person named it, and what lies in it is copied
  const info = await stat(source).catch(() => null);
  if (!info?.isDirectory() || !(await lstat(path.join(source, MANIFEST_NAME)).catch(() => null))) {
    throw new CodedError('model-folder-missing');
  }
  const { manifest, sha256 } = await readManifest(path.join(source, MANIFEST_NAME), 'none');
  if (manifest.file.bytes > FILE_LIMIT_BYTES) throw new CodedError('onnx-memory-limit', { bytes: manifest.file.bytes });
  let folder: string;
  try {
    makeFolder(models);
    folder = freshName(models, 'installing');
    await mkdir(folder);
  } catch (error) {
    throw writingFailure(error);
  }
  try {
    const read = await copyFile(path.join(source, MANIFEST_NAME), path.join(folder, MANIFEST_NAME), FILE_LIMIT_BYTES);
    // what was read first is what was copied
    if (read.sha256 !== sha256) throw new CodedError('model-changed', { model: manifest.id, file: MANIFEST_NAME });
    const { name, bytes } = manifest.file;
    const copied = await copyFile(path.join(source, name), path.join(folder, name), bytes);
    if (copied.bytes !== bytes) throw await lengthFault(path.join(source, name), 'file.bytes', bytes);
    if (copied.sha256 !== manifest.file.sha256)
      throw new CodedError('model-changed', { model: manifest.id, file: name });
    const listed = manifest.file.external;
    const weights = listed
      ? await copyListed(source, folder, manifest, listed)
      : await copyFound(source, folder, { file: path.join(folder, name), manifest }, find);
    const list = !listed && weights.length > 0 ? await writeList(folder, weights) : null;
    for (const companion of COMPANIONS) await copyCompanion(source, folder, companion);
    await syncFolder(folder);
    return { folder, manifest, manifestSha256: list === null ? sha256 : wholeSha256(sha256, list), weights };
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw writingFailure(error);
  }
}

/** A file has another length than its description says: both are told. */
async function lengthFault(file: string, field: string, manifest: number): Promise<CodedError> {
  const info = await lstat(file).catch(() => null);
  return new CodedError('manifest-mismatch', { field, model: info?.size ?? '?', manifest });
}

async function copyListed(
  source: string,
  folder: string,
  { id, file }: ModelManifest,
  listed: readonly WeightFile[],
): Promise<readonly WeightFile[]> {
  let left = FILE_LIMIT_BYTES - file.bytes;
  for (const { name, bytes, sha256 } of listed) {
    left -= bytes;
    if (left < 0) throw new CodedError('onnx-memory-limit', { bytes });
    const copied = await copyFile(path.join(source, name), path.join(folder, name), bytes);
    if (copied.bytes !== bytes) throw await lengthFault(path.join(source, name), `file.external.${name}`, bytes);
    if (copied.sha256 !== sha256) throw new CodedError('model-changed', { model: id, file: name });
  }
  return listed;
}

/** Copies what the model file itself names. */
async function copyFound(
  source: string,
  folder: string,
  model: Pick<ModelOnDisk, 'file' | 'manifest'>,
  find: FindWeights,
): Promise<readonly WeightFile[]> {
  const own = new Set([MANIFEST_NAME, WEIGHTS_NAME, model.manifest.file.name, ...COMPANIONS]);
  const others = (await readdir(source)).filter((name) => !own.has(name));
  const weights: WeightFile[] = [];
  let left = FILE_LIMIT_BYTES - model.manifest.file.bytes;
  for (const name of await find(model)) {
    // the model's own file, its description or its list can't be its weights
    if (own.has(name)) throw new CodedError('onnx-external-range', { file: name });
    if (!others.includes(name)) throw new CodedError('model-file-missing', { file: name });
    const { bytes, sha256 } = await copyFile(path.join(source, name), path.join(folder, name), left);
    left -= bytes;
    if (left < 0 || bytes === 0)
      throw bytes === 0
        ? new CodedError('onnx-external-range', { file: name })
        : new CodedError('onnx-memory-limit', { bytes });
    weights.push({ name, sha256, bytes });
  }
  return weights;
}

/** Keeps which files belong to the model; the hash of the list. */
async function writeList(folder: string, weights: readonly WeightFile[]): Promise<string> {
  const text = `${JSON.stringify({ weights }, null, 1)}\n`;
  const handle = await open(path.join(folder, WEIGHTS_NAME), 'wx', 0o644);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return createHash('sha256').update(text).digest('hex');
}

/** A name that nobody else takes, which says whose it is. */
export function freshName(models: string, kind: 'installing' | 'removed'): string {
  return path.join(
    models,
    `.${kind}-${process.pid}-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`,
  );
}

/** Removes what a process that is no more has left half done. */
export async function clearLeftovers(models: string): Promise<void> {
  for (const name of await readdir(models).catch(() => [])) {
    const pid = Number(STAGE.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid))
      await rm(path.join(models, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function copyCompanion(source: string, folder: string, name: string): Promise<void> {
  const info = await lstat(path.join(source, name)).catch(() => null);
  if (!info?.isFile() || info.size > COMPANION_LIMIT_BYTES) return;
  await copyFile(path.join(source, name), path.join(folder, name), COMPANION_LIMIT_BYTES);
}

/** Copies at most `most` bytes and one more, which tells that there are more. */
async function copyFile(from: string, to: string, most: number): Promise<{ bytes: number; sha256: string }> {
  const { handle: source } = await openPlainFile(from, 'none').catch((error: unknown) => {
    const missing = error instanceof CodedError && error.code === 'model-missing';
    throw missing ? new CodedError('model-file-missing', { file: path.basename(from) }) : error;
  });
  try {
    const target = await open(to, 'wx', 0o644);
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(CHUNK);
      let bytes = 0;
      while (bytes <= most) {
        const { bytesRead } = await source.read(buffer, 0, Math.min(CHUNK, most + 1 - bytes), bytes);
        if (bytesRead === 0) break;
        const part = buffer.subarray(0, bytesRead);
        hash.update(part);
        await target.writeFile(part);
        bytes += bytesRead;
      }
      await target.sync();
      return { bytes, sha256: hash.digest('hex') };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
