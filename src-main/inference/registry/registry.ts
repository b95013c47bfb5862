import { lstat, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, toCoded } from '../../../src-shared/contract/coded.ts';
import type { ShelfModel } from '../../../src-shared/contract/records.ts';
import type { ProviderName, Verification } from '../../../src-shared/contract/verification.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import type { ModelOnDisk } from '../calls.ts';
import { providerOf } from '../providers.ts';
import { clearLeftovers, freshName, stageModel, type FindWeights } from './copy-model.ts';
import { renameDurably, writingFailure } from './durable.ts';
import { ModelFolders } from './model-folders.ts';
import type { Tested } from './kept.ts';
import { RegistryRecord } from './record.ts';
import {
  alteredSince,
  ambiguous,
  byNameAndVersion,
  isCalled,
  nameOf,
  onDisk,
  superseded,
  type Entry,
} from './shelf-entry.ts';

const CARD_LIMIT_BYTES = 2 ** 20;

/** Checks a model's graph and runs its self-test where nothing else can be harmed. Errors: those of the checks. */
export type Examine = (model: ModelOnDisk) => Promise<Omit<Verification, 'at'>>;

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
  readonly #folders: ModelFolders;
  readonly #record: RegistryRecord | null;
  readonly #examine: Examine;
  readonly #weightFiles: FindWeights;
  readonly #machine: string;
  readonly #program: string;
  /** What was tested since the program started, for where the record can't be written. */
  readonly #tested: Tested[] = [];
  /** By file, what was asked for last. */
  readonly #asked = new Map<string, { readonly mark: string; readonly model: ModelOnDisk }>();
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
    this.#folders = new ModelFolders({ program: options.program, user: options.user });
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
    return this.#same(entry);
  }

  /** A model whose file and manifest belong together, whatever else is said of it. Errors: as {@link ready}, without the self-test. */
  async locate(key: string): Promise<ModelOnDisk> {
    const entry = await this.#byKey(key);
    const { refusal } = await this.#folders.read(entry.shown.source, entry.path);
    if (refusal) throw new CodedError(refusal.code, refusal.details);
    return onDisk(entry);
  }

  /**
   * Copies a model's folder among the user's models, checks it there and gives it its place. Nothing of it stays when a check
   * fails. Errors: those of {@link stageModel} and of the checks, `model-installed-already`.
   */
  install(source: string): Promise<ShelfModel> {
    return this.#oneByOne(async () => {
      const models = this.#folders.of('user');
      if (models === null || !this.#record) throw new CodedError('models-unwritable');
      await clearLeftovers(models);
      const staged = await stageModel(path.resolve(source), models, this.#weightFiles);
      const { manifest, manifestSha256, weights } = staged;
      const folder = `${manifest.id}@${manifest.version}`;
      try {
        await this.#mustBeNew(manifest);
        const file = path.join(staged.folder, manifest.file.name);
        const verification = await this.#examine({ file, manifest, weights });
        await this.#keep({ manifestSha256, verification: { ...verification, at: now() }, refusal: null });
        // another program may have installed one meanwhile: the window, or a command
        await this.#mustBeNew(manifest);
        await this.#record.keepInstalled(folder, manifestSha256);
        await this.#takePlace(staged.folder, path.join(models, folder), models);
      } catch (error) {
        await rm(staged.folder, { recursive: true, force: true }).catch(() => undefined);
        throw writingFailure(error);
      }
      return (await this.#find({ id: manifest.id, version: manifest.version })).shown;
    });
  }

  /** Removes a model that the user installed. Errors: `model-missing`, `model-not-removable`, `models-unwritable`. */
  remove(key: string): Promise<void> {
    return this.#oneByOne(async () => {
      const entry = (await this.#entries()).find(({ shown }) => shown.key === key);
      if (!entry) throw new CodedError('model-missing', { model: key.slice(0, 200) });
      const models = this.#folders.of('user');
      if (entry.shown.source !== 'user' || models === null) throw new CodedError('model-not-removable');
      try {
        const gone = freshName(models, 'removed');
        await renameDurably(entry.path, gone, models);
        // first, for a full disk has no room for a record
        await rm(gone, { recursive: true, force: true });
        await this.#record?.forget(entry.shown.folder);
      } catch (error) {
        throw writingFailure(error);
      }
    });
  }

  /** Keeps where a model shall run. Errors: `model-missing`, `provider-missing`, `provider-disagrees`, `models-unwritable`. */
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

  /** One object for one model as long as nothing of it changes: by that its process is told of it once. */
  #same(entry: Entry): ModelOnDisk {
    const model = onDisk(entry);
    const mark = JSON.stringify([entry.manifestSha256, model.provider, model.fallsBack, model.weights]);
    const known = this.#asked.get(model.file);
    if (known?.mark === mark) return known.model;
    this.#asked.set(model.file, { mark, model });
    return model;
  }

  /** Examines a model, keeps what was found and answers the model as it stands now. */
  #verifyEntry(entry: Entry): Promise<Entry> {
    return this.#oneByOne(async () => {
      const { shown, manifestSha256 } = entry;
      // what is wrong with the folder itself no self-test can mend
      const folder = await this.#folders.read(shown.source, entry.path);
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

  /** Errors: `model-installed-already` where a model of this name and version may run. */
  async #mustBeNew(manifest: ModelManifest): Promise<void> {
    const same = (await this.#entries()).find(({ shown }) => isCalled(shown, manifest) && !shown.refusal);
    if (same) throw new CodedError('model-installed-already', { model: manifest.id, version: manifest.version });
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
    const called = (await this.#entries(id)).filter(({ shown }) => {
      const name = nameOf(shown);
      return name.id === id && (version === undefined || name.version === version);
    });
    const found =
      called.find(({ shown }) => !shown.refusal && shown.state !== 'superseded') ??
      called.find(({ shown }) => !shown.refusal) ??
      called[0];
    if (!found) {
      const asked = version === undefined ? id : `${id}@${version}`;
      throw new CodedError('model-missing', { model: asked.slice(0, 200) });
    }
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
        const names = await this.#folders.names(source, id);
        return Promise.all(
          names.map(async (name): Promise<Entry> => {
            const place = path.join(this.#folders.of(source) as string, name);
            const folder = await this.#folders.read(source, place);
            const test = tested.findLast(({ manifestSha256 }) => manifestSha256 === folder.manifestSha256);
            const installed =
              source === 'user' && kept && Object.hasOwn(kept.installed, name) ? kept.installed[name] : undefined;
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
}

const now = () => new Date().toISOString();
