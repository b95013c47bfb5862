import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import { syncFolder, writingFailure } from './durable.ts';
import { MANIFEST_NAME } from './model-folder.ts';
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
  readonly manifestSha256: string;
}

/**
 * Copies a model's manifest, its file and its texts into a fresh folder among the user's models, byte by byte and hashed on
 * the way, never linked; nothing else of the source is looked at. Errors: `model-missing`, `manifest-invalid`,
 * `manifest-mismatch` (length), `model-changed` (hash), `onnx-link`, `onnx-memory-limit` (file above 2 GiB), `disk-full`,
 * `output-unwritable`.
 */
export async function stageModel(source: string, models: string): Promise<StagedModel> {
  const info = await lstat(source).catch(() => null);
  if (info?.isSymbolicLink()) throw new CodedError('onnx-link');
  if (!info?.isDirectory()) throw new CodedError('model-missing');
  const { manifest, sha256 } = await readManifest(path.join(source, MANIFEST_NAME), 'none');
  if (manifest.file.bytes > FILE_LIMIT_BYTES) throw new CodedError('onnx-memory-limit', { bytes: manifest.file.bytes });
  let folder: string;
  try {
    await mkdir(models, { recursive: true });
    folder = freshName(models, 'installing');
    await mkdir(folder);
  } catch (error) {
    throw writingFailure(error);
  }
  try {
    const read = await copyFile(path.join(source, MANIFEST_NAME), path.join(folder, MANIFEST_NAME), FILE_LIMIT_BYTES);
    // what was read first is what was copied
    if (read.sha256 !== sha256) throw new CodedError('model-changed', { model: manifest.id });
    const { name, bytes } = manifest.file;
    const copied = await copyFile(path.join(source, name), path.join(folder, name), bytes);
    if (copied.bytes !== bytes) throw new CodedError('manifest-mismatch', { field: 'file.bytes' });
    if (copied.sha256 !== manifest.file.sha256) throw new CodedError('model-changed', { model: manifest.id });
    for (const companion of COMPANIONS) await copyCompanion(source, folder, companion);
    await syncFolder(folder);
    return { folder, manifest, manifestSha256: sha256 };
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw writingFailure(error);
  }
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
  const { handle: source } = await openPlainFile(from, 'none');
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
