import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { ShelfModel } from '../../src-shared/contract/records.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ModelOnDisk } from './calls.ts';

const MANIFEST_LIMIT_BYTES = 1024 * 1024;

interface Entry extends ShelfModel {
  readonly onDisk: ModelOnDisk | null;
}

/** The models in the program's `models/` folder, one folder a model. */
export class Shelf {
  readonly #folder: string;
  #entries: Promise<Entry[]> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All models with their state; one that lacks something or was changed is `refused` with the reason. */
  async list(): Promise<ShelfModel[]> {
    return (await this.#read()).map(({ folder, state, refusal, manifest }) => ({ folder, state, refusal, manifest }));
  }

  /** A model that may run. Errors: `model-missing`, or the reason of its refusal. */
  async ready(id: string): Promise<ModelOnDisk> {
    const entry = (await this.#read()).find(({ manifest, folder }) => (manifest?.id ?? folder) === id);
    if (!entry) throw new CodedError('model-missing', { model: id });
    if (!entry.onDisk || entry.refusal)
      throw codedOf(entry.refusal ?? { code: 'model-missing', details: { model: id } });
    return entry.onDisk;
  }

  #read(): Promise<Entry[]> {
    this.#entries ??= this.#readAll().catch((error: unknown) => {
      this.#entries = undefined;
      throw error;
    });
    return this.#entries;
  }

  async #readAll(): Promise<Entry[]> {
    const names = await readdir(this.#folder, { withFileTypes: true }).catch(() => []);
    const folders = names.filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'recipes',
    );
    const entries = await Promise.all(folders.map(({ name }) => this.#entry(name)));
    return entries.map((entry) => {
      const twice = entries.some((other) => other !== entry && other.manifest?.id === entry.manifest?.id);
      if (!entry.manifest || !twice) return entry;
      // which of the two was meant nobody can say
      const refusal: Coded = { code: 'manifest-invalid', details: { field: 'id', problem: 'two folders' } };
      return { ...entry, state: 'refused', refusal, onDisk: null };
    });
  }

  async #entry(folder: string): Promise<Entry> {
    let manifest: ModelManifest | null = null;
    try {
      manifest = await readManifest(path.join(this.#folder, folder, 'manifest.json'));
      const file = path.join(this.#folder, folder, manifest.file.name);
      await checkFile(file, manifest);
      return { folder, state: 'ready', refusal: null, manifest, onDisk: { file, manifest } };
    } catch (error) {
      return { folder, state: 'refused', refusal: toCoded(error), manifest, onDisk: null };
    }
  }
}

/**
 * Reads and checks a manifest. Errors: `manifest-invalid` with the field's path and what is wrong with it.
 */
export async function readManifest(file: string): Promise<ModelManifest> {
  const info = await stat(file).catch(() => undefined);
  if (!info || info.size > MANIFEST_LIMIT_BYTES) throw new CodedError('manifest-invalid', { field: 'manifest.json' });
  let json: unknown;
  try {
    const text = await readFile(file, 'utf8');
    // no description of a network needs such a key; one that has it wants something else
    if (text.includes('"__proto__"')) throw new SyntaxError('__proto__');
    json = JSON.parse(text);
  } catch {
    throw new CodedError('manifest-invalid', { field: 'manifest.json' });
  }
  const parsed = ModelManifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CodedError('manifest-invalid', { field: issue?.path.join('.') ?? '', problem: issue?.message ?? '' });
}

async function checkFile(file: string, manifest: ModelManifest): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    throw new CodedError('model-missing', { model: manifest.id });
  }
  if (bytes !== manifest.file.bytes) throw new CodedError('manifest-mismatch', { field: 'file.bytes' });
  if (hash.digest('hex') !== manifest.file.sha256) throw new CodedError('model-changed', { model: manifest.id });
}

function codedOf({ code, details }: Coded): CodedError {
  return new CodedError(code, details);
}
