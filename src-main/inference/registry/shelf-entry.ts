import path from 'node:path';
import type { Coded } from '../../../src-shared/contract/coded.ts';
import type { ShelfModel } from '../../../src-shared/contract/records.ts';
import type { WeightFile } from '../../../src-shared/findings/manifest-fields.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import type { ModelOnDisk } from '../calls.ts';
import type { ModelFolder } from './model-folder.ts';
import { isNewer } from './versions.ts';

/** A model as main uses it: what the page may know of it, and where it lies. */
export interface Entry {
  readonly shown: ShelfModel;
  readonly path: string;
  readonly manifestSha256: string | null;
  readonly weights: readonly WeightFile[];
}

/** How a model is called; one whose description can't be read as its folder is: `id`, or `id@version` where it was installed. */
export function nameOf({ manifest, folder }: Pick<ShelfModel, 'manifest' | 'folder'>): {
  readonly id: string;
  readonly version: string | null;
} {
  if (manifest) return { id: manifest.id, version: manifest.version };
  const [id = folder, version = null] = folder.split('@');
  return { id, version };
}

/** Whether it is of this name and version. */
export const isCalled = ({ manifest }: ShelfModel, { id, version }: Pick<ModelManifest, 'id' | 'version'>) =>
  manifest?.id === id && manifest.version === version;

/** A model as the inference process gets it. */
export function onDisk({ shown, path: folder, weights, manifestSha256 }: Entry): ModelOnDisk {
  const manifest = shown.manifest as ModelManifest;
  const file = path.join(folder, manifest.file.name);
  const { verification, provider } = shown;
  const there = verification?.providers.find((trial) => trial.provider === provider.used);
  const runMs = there ? there.runMs : verification?.runMs;
  return {
    file,
    manifest,
    ...(manifestSha256 === null ? {} : { manifestSha256 }),
    ...(weights.length > 0 ? { weights } : {}),
    provider: provider.used,
    ...(provider.chosen === 'auto' && provider.used !== 'cpu' ? { fallsBack: true as const } : {}),
    ...(typeof runMs === 'number' ? { runMs } : {}),
  };
}

/**
 * A folder whose description is not the one that was installed was altered, whatever its hashes say of each other; one whose
 * description is, and is refused, was installed by a program that asked for less. Null: neither.
 */
export function alteredSince(
  installed: string | undefined,
  { manifest, manifestSha256, refusal }: ModelFolder,
): Coded | null {
  if (installed === undefined || refusal?.code === 'onnx-link') return null;
  if (refusal?.code === 'manifest-invalid') {
    return manifestSha256 === installed ? { code: 'manifest-outdated', details: refusal.details } : null;
  }
  const altered = manifestSha256 !== null && manifestSha256 !== installed;
  if (!altered && refusal?.code !== 'manifest-mismatch') return null;
  return { code: 'model-changed', details: manifest ? { model: manifest.id } : {} };
}

/** Which of two models of one name and version is meant nobody can say; the program's own is not lost to a copy of it. */
export function ambiguous(entries: Entry[]): Entry[] {
  return entries.map((entry) => {
    const { manifest, source, refusal } = entry.shown;
    const twice = entries.some(
      ({ shown }) =>
        manifest &&
        shown.key !== entry.shown.key &&
        isCalled(shown, manifest) &&
        (shown.source === source || source === 'user'),
    );
    if (!twice || refusal) return entry;
    const problem: Coded = { code: 'manifest-invalid', details: { field: 'id', problem: 'two-folders' } };
    return { ...entry, shown: { ...entry.shown, state: 'refused', refusal: problem, verification: null } };
  });
}

/** Marks every model of which a newer version may run. */
export function superseded(entries: Entry[]): Entry[] {
  return entries.map((entry) => {
    const { manifest, refusal } = entry.shown;
    const newer = entries.some(
      ({ shown }) =>
        manifest &&
        !refusal &&
        !shown.refusal &&
        shown.manifest?.id === manifest.id &&
        isNewer(shown.manifest.version, manifest.version),
    );
    return newer ? { ...entry, shown: { ...entry.shown, state: 'superseded' } } : entry;
  });
}

/** The program's first, then by name, the newest version first. */
export function byNameAndVersion(a: Entry, b: Entry): number {
  const [x, y] = [a.shown, b.shown];
  if (x.source !== y.source) return x.source === 'program' ? -1 : 1;
  const [xId, yId] = [nameOf(x).id, nameOf(y).id];
  if (xId !== yId) return xId < yId ? -1 : 1;
  return x.manifest && y.manifest && isNewer(y.manifest.version, x.manifest.version) ? 1 : -1;
}
