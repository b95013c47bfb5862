import { lstat, readFile, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ProviderName, ShelfModel, Verification } from '../../../src-shared/contract/records.ts';
import type { WeightFile } from '../../../src-shared/findings/manifest-fields.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import type { ModelOnDisk } from '../calls.ts';
import { providerOf } from '../providers.ts';
import { clearLeftovers, freshName, stageModel, type FindWeights } from './copy-model.ts';
import { renameDurably, writingFailure } from './durable.ts';
import { MANIFEST_NAME, WEIGHTS_NAME, readModelFolder, type ModelFolder } from './model-folder.ts';
import { MANIFEST_LIMIT_BYTES } from './read-manifest.ts';
import { RegistryRecord, type Tested } from './record.ts';
import { isNewer } from './versions.ts';

const CARD_LIMIT_BYTES = 2 ** 20;

type Source = ShelfModel['source'];

/** Checks a model's graph and runs its self-test where nothing else can be harmed. Errors: those of the checks. */
export type Examine = (model: ModelOnDisk) => Promise<Omit<Verification, 'at'>>;

/** A model as main uses it: what the page may know of it, and where it lies. */
interface Entry {
  readonly shown: ShelfModel;
  readonly path: string;
  readonly manifestSha256: string | null;
  readonly weights: readonly WeightFile[];
}

/** A model is named by its id (then the newest version is meant), or by id and version. */
export interface ModelName {
  readonly id: string;
  readonly version?: string | undefined;
}

/**
 * The models of this machine: those of the program, read-only, and those that the user installed, side by side and in several
 * versions. Nothing runs before its file, its manifest, its graph and its self-test were found to agree on this machine.
 */
export class Registry {
  readonly #folders: Record<Source, string | null>;
  readonly #record: RegistryRecord | null;
  readonly #examine: Examine;
  readonly #weightFiles: FindWeights;
  readonly #machine: string;
  readonly #program: string;
  /** Folders that were read, by path; `stamp` changes when a file in them does. */
  readonly #known = new Map<string, { stamp: string; folder: ModelFolder }>();
  /** What was tested since the program started, for where the record can't be written. */
  readonly #tested: Tested[] = [];
  #working: Promise<unknown> = Promise.resolve();

  /**
   * @param options.program the program's own models
   * @param options.user where installed models go; null: nowhere
   * @param options.version the program's version, which fixes the runtime's
   */
  constructor(options: {
    program: string;
    user: string | null;
    examine: Examine;
    weightFiles: FindWeights;
    machine: string;
    version: string;
  }) {
    this.#folders = { program: options.program, user: options.user };
    this.#record = options.user === null ? null : new RegistryRecord(options.user);
    this.#examine = options.examine;
    this.#weightFiles = options.weightFiles;
    this.#machine = options.machine;
    this.#program = options.version;
  }

  /** All models with their states, the program's first, each id's newest version first. */
  async list(): Promise<ShelfModel[]> {
    return (await this.#entries()).map(({ shown }) => shown);
  }

  /**
   * A model that may run; one that was not verified on this machine is verified first. Errors: `model-missing`, or the reason
   * of its refusal.
   */
  async ready(name: ModelName): Promise<ModelOnDisk> {
    const found = await this.#find(name);
    const entry = found.shown.verification || found.shown.refusal ? found : await this.#verifyEntry(found);
    const { refusal } = entry.shown;
    if (refusal) throw new CodedError(refusal.code, refusal.details);
    return onDisk(entry);
  }

  /** A model whose file and manifest belong together, whatever else is said of it. Errors: as {@link ready}, without the self-test. */
  async locate(key: string): Promise<ModelOnDisk> {
    const entry = await this.#byKey(key);
    const { refusal } = await this.#folder(entry.shown.source, entry.path);
    if (refusal) throw new CodedError(refusal.code, refusal.details);
    return onDisk(entry);
  }

  /**
   * Copies a model's folder among the user's models, checks it there and gives it its place. Nothing of it stays when a check
   * fails. Errors: those of {@link stageModel} and of the checks, `model-installed-already`.
   */
  install(source: string): Promise<ShelfModel> {
    return this.#oneByOne(async () => {
      const models = this.#folders.user;
      if (models === null || !this.#record) throw new CodedError('output-unwritable');
      await clearLeftovers(models);
      const staged = await stageModel(path.resolve(source), models, this.#weightFiles);
      const { manifest, manifestSha256, weights } = staged;
      const folder = `${manifest.id}@${manifest.version}`;
      try {
        const same = (await this.#entries()).find(({ shown }) => isCalled(shown, manifest) && !shown.refusal);
        if (same) throw new CodedError('model-installed-already', { model: manifest.id, version: manifest.version });
        const file = path.join(staged.folder, manifest.file.name);
        const verification = await this.#examine({ file, manifest, weights });
        await this.#keep({ manifestSha256, verification: { ...verification, at: now() }, refusal: null });
        await this.#record.keepInstalled(folder, manifestSha256);
        await this.#takePlace(staged.folder, path.join(models, folder), models);
      } catch (error) {
        await rm(staged.folder, { recursive: true, force: true }).catch(() => undefined);
        throw writingFailure(error);
      }
      return (await this.#find({ id: manifest.id, version: manifest.version })).shown;
    });
  }

  /** Removes a model that the user installed. Errors: `model-missing`, `model-not-removable`, `output-unwritable`. */
  remove(key: string): Promise<void> {
    return this.#oneByOne(async () => {
      const entry = (await this.#entries()).find(({ shown }) => shown.key === key);
      if (!entry) throw new CodedError('model-missing', { model: key.slice(0, 200) });
      const models = this.#folders.user;
      if (entry.shown.source !== 'user' || models === null) throw new CodedError('model-not-removable');
      try {
        const gone = freshName(models, 'removed');
        await renameDurably(entry.path, gone, models);
        await this.#record?.forget(entry.shown.folder);
        await rm(gone, { recursive: true, force: true });
      } catch (error) {
        throw writingFailure(error);
      }
    });
  }

  /** Keeps where a model shall run. Errors: `model-missing`, `provider-missing`, `provider-disagrees`, `output-unwritable`. */
  async choose(key: string, provider: ProviderName | 'auto'): Promise<ShelfModel> {
    const { shown, manifestSha256 } = await this.#byKey(key);
    if (provider !== 'auto' && provider !== 'cpu') {
      const trial = shown.verification?.providers.find((candidate) => candidate.provider === provider);
      if (trial?.outcome === 'disagrees') throw new CodedError('provider-disagrees', { provider });
      if (trial?.outcome !== 'agrees') throw new CodedError('provider-missing', { provider });
    }
    try {
      await this.#record?.change((kept) => ({ ...kept, chosen: { ...kept.chosen, [manifestSha256 ?? '']: provider } }));
    } catch (error) {
      throw writingFailure(error);
    }
    return (await this.#byKey(key)).shown;
  }

  /** A model's card as text; null where it has none. Errors: `model-missing`. */
  async card(key: string): Promise<string | null> {
    const file = path.join((await this.#byKey(key)).path, 'CARD.md');
    const info = await lstat(file).catch(() => null);
    if (!info?.isFile() || info.size > CARD_LIMIT_BYTES) return null;
    return readFile(file, 'utf8').catch(() => null);
  }

  /** Runs a model's checks and its self-test again; what they find is the model's state. Errors: `model-missing`. */
  async verify(key: string): Promise<ShelfModel> {
    return (await this.#verifyEntry(await this.#byKey(key))).shown;
  }

  /** Examines a model, keeps what was found and answers the model as it stands now. */
  #verifyEntry(entry: Entry): Promise<Entry> {
    return this.#oneByOne(async () => {
      const { shown, manifestSha256 } = entry;
      // what is wrong with the folder itself no self-test can mend
      const folder = await this.#folder(shown.source, entry.path);
      if (folder.refusal || manifestSha256 === null || !shown.manifest) return this.#byKey(shown.key);
      try {
        const verification = await this.#examine(onDisk(entry));
        await this.#keep({ manifestSha256, verification: { ...verification, at: now() }, refusal: null });
      } catch (error) {
        await this.#keep({ manifestSha256, verification: null, refusal: toCoded(error) });
      }
      return this.#byKey(shown.key);
    });
  }

  async #keep(test: Pick<Tested, 'manifestSha256' | 'verification' | 'refusal'>): Promise<void> {
    const tested: Tested = { ...test, machine: this.#machine, program: this.#program };
    this.#tested.push(tested);
    // without a record the model is verified again at the next start
    await this.#record?.keepTest(tested).catch(() => undefined);
  }

  async #takePlace(staged: string, place: string, models: string): Promise<void> {
    // what stands there is refused, or there would be nothing to install
    const old = await stat(place).then(
      () => freshName(models, 'removed'),
      () => null,
    );
    if (old) await renameDurably(place, old, models);
    await renameDurably(staged, place, models);
    if (old) await rm(old, { recursive: true, force: true }).catch(() => undefined);
  }

  async #find({ id, version }: ModelName): Promise<Entry> {
    const called = (await this.#entries(id)).filter(
      ({ shown }) =>
        (shown.manifest?.id ?? shown.folder) === id && (version === undefined || shown.manifest?.version === version),
    );
    const found =
      called.find(({ shown }) => !shown.refusal && shown.state !== 'superseded') ??
      called.find(({ shown }) => !shown.refusal) ??
      called[0];
    if (!found) throw new CodedError('model-missing', { model: id.slice(0, 200) });
    return found;
  }

  async #byKey(key: string): Promise<Entry> {
    const entry = (await this.#entries()).find(({ shown }) => shown.key === key);
    if (!entry) throw new CodedError('model-missing', { model: key.slice(0, 200) });
    return entry;
  }

  /** One change at a time: two self-tests at once would measure each other. */
  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#working.then(work, work);
    this.#working = next.catch(() => undefined);
    return next;
  }

  /** @param id only folders that may hold a model of this name: one result should not wait for the whole shelf */
  async #entries(id?: string): Promise<Entry[]> {
    const kept = (await this.#record?.read()) ?? null;
    const tested = [...(kept?.tested ?? []), ...this.#tested].filter(
      ({ machine, program }) => machine === this.#machine && program === this.#program,
    );
    const read = await Promise.all(
      (['program', 'user'] as const).map(async (source) => {
        const names = await this.#names(source, id);
        return Promise.all(
          names.map(async (name): Promise<Entry> => {
            const place = path.join(this.#folders[source] as string, name);
            const folder = await this.#folder(source, place);
            const test = tested.findLast(({ manifestSha256 }) => manifestSha256 === folder.manifestSha256);
            const installed = source === 'user' ? kept?.installed[name] : undefined;
            const refusal = alteredSince(installed, folder) ?? folder.refusal ?? test?.refusal ?? null;
            const verification = refusal ? null : (test?.verification ?? null);
            const chosen = kept?.chosen[folder.manifestSha256 ?? ''] ?? 'auto';
            return {
              path: place,
              manifestSha256: folder.manifestSha256,
              weights: folder.weights,
              shown: {
                key: `${source}/${name}`,
                source,
                folder: name,
                state: refusal ? 'refused' : verification ? 'ready' : 'not-verified',
                refusal,
                manifest: folder.manifest,
                verification,
                provider: { chosen, used: providerOf(chosen, verification?.providers ?? []) },
              },
            };
          }),
        );
      }),
    );
    return superseded(ambiguous(read.flat()).sort(byNameAndVersion));
  }

  async #names(source: Source, id?: string): Promise<string[]> {
    const folder = this.#folders[source];
    if (folder === null) return [];
    const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const names = found
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .filter((name) => name !== 'recipes');
    if (id === undefined) return names;
    const may = await Promise.all(names.map((name) => mayHold(path.join(folder, name), id)));
    return names.filter((_name, i) => may[i]);
  }

  /** A folder as it is now; files that did not change since are not hashed again. */
  async #folder(source: Source, place: string): Promise<ModelFolder> {
    const manifest = path.join(place, MANIFEST_NAME);
    const known = this.#known.get(place);
    const filesOf = ({ manifest: read, weights }: ModelFolder) => [
      ...(read ? [path.join(place, read.file.name)] : []),
      ...weights.map(({ name }) => path.join(place, name)),
      path.join(place, WEIGHTS_NAME),
    ];
    if (known && known.stamp === (await stampOf([place, manifest, ...filesOf(known.folder)]))) return known.folder;
    const folder = await readModelFolder(place, source === 'user' ? 'none' : 'hard');
    this.#known.set(place, { folder, stamp: await stampOf([place, manifest, ...filesOf(folder)]) });
    return folder;
  }
}

const now = () => new Date().toISOString();

/**
 * Whether a folder may hold a model of this name: it is called so, or its manifest has the name somewhere, or spells it in a
 * way that only a parser understands.
 */
async function mayHold(folder: string, id: string): Promise<boolean> {
  if (path.basename(folder) === id) return true;
  const file = path.join(folder, MANIFEST_NAME);
  const info = await lstat(file).catch(() => null);
  if (!info?.isFile() || info.size > MANIFEST_LIMIT_BYTES) return false;
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.includes(`"${id}"`) || text.includes('\\u');
}

const isCalled = ({ manifest }: ShelfModel, { id, version }: Pick<ModelManifest, 'id' | 'version'>) =>
  manifest?.id === id && manifest.version === version;

function onDisk({ shown, path: folder, weights }: Entry): ModelOnDisk {
  const manifest = shown.manifest as ModelManifest;
  const file = path.join(folder, manifest.file.name);
  return { file, manifest, ...(weights.length > 0 ? { weights } : {}), provider: shown.provider.used };
}

/** Inode, length and times of files: what differs when one of them was changed or replaced. */
async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    files.map((file) =>
      lstat(file, { bigint: true }).then(
        ({ ino, size, mtimeNs, ctimeNs, nlink }) => [ino, size, mtimeNs, ctimeNs, nlink].join(' '),
        () => 'none',
      ),
    ),
  );
  return stamps.join('\n');
}

/** A folder whose description is not the one that was installed was altered, whatever its hashes say of each other. */
function alteredSince(installed: string | undefined, { manifest, manifestSha256, refusal }: ModelFolder): Coded | null {
  if (installed === undefined || refusal?.code === 'onnx-link') return null;
  const altered = manifestSha256 !== null && manifestSha256 !== installed;
  if (!altered && refusal?.code !== 'manifest-mismatch') return null;
  return { code: 'model-changed', details: manifest ? { model: manifest.id } : {} };
}

/** Which of two models of one name and version is meant nobody can say; the program's own is not lost to a copy of it. */
function ambiguous(entries: Entry[]): Entry[] {
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
    const problem: Coded = { code: 'manifest-invalid', details: { field: 'id', problem: 'two folders' } };
    return { ...entry, shown: { ...entry.shown, state: 'refused', refusal: problem, verification: null } };
  });
}

function superseded(entries: Entry[]): Entry[] {
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

function byNameAndVersion(a: Entry, b: Entry): number {
  const [x, y] = [a.shown, b.shown];
  if (x.source !== y.source) return x.source === 'program' ? -1 : 1;
  const [xId, yId] = [x.manifest?.id ?? x.folder, y.manifest?.id ?? y.folder];
  if (xId !== yId) return xId < yId ? -1 : 1;
  return x.manifest && y.manifest && isNewer(y.manifest.version, x.manifest.version) ? 1 : -1;
}
