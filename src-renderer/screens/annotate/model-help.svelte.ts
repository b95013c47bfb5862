import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { JobId } from '../../../src-shared/contract/ids.ts';
import type {
  AnalysisEnd,
  AnalysisProgress,
  ShownManifest,
  ShownModel,
  StoredResult,
} from '../../../src-shared/contract/records.ts';
import { suitabilityOf } from '../../../src-shared/findings/suitability.ts';
import { call, on } from '../../app/bridge.ts';
import { workbench } from '../../app/workbench.ts';
import { artefactPicture, frameOfPicture, type ArtefactPicture } from '../../stage/artefact-picture.ts';
import { sliceOf } from '../../stage/result-slice.ts';
import type { Bench } from './bench.svelte.ts';
import { modelMaskStep } from './model-mask.ts';

/** How unsure a model is of each pixel of a slice, 0 sure to 1. */
export interface Doubt {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** Models that draw a first mask of the item on the workbench, and what they drew. */
export class ModelHelp {
  results = $state.raw<readonly StoredResult[]>([]);
  failure = $state.raw<Coded | null>(null);
  progress = $state.raw<AnalysisProgress | null>(null);
  /** The result whose doubt is painted; null: none. */
  doubted = $state.raw<StoredResult | null>(null);
  #doubts = $state.raw<ArtefactPicture | null>(null);
  readonly #bench: Bench;
  #jobId = $state<JobId | null>(null);
  #closed = false;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  get running(): boolean {
    return this.#jobId !== null;
  }

  /** Listens to analyses and reads what there is; the answer ends it. */
  start(): () => void {
    const ends = [
      on('analysis.progress', (progress) => {
        if (progress.jobId === this.#jobId) this.progress = progress;
      }),
      on('analysis.end', (end) => void this.#ended(end)),
    ];
    void this.read();
    return () => {
      this.#closed = true;
      ends.forEach((end) => end());
    };
  }

  /** Models that draw masks of pictures like this one; those that wait for a point are not among them. */
  fitting(models: readonly ShownModel[]): ShownManifest[] {
    const gate = this.#bench.session.open.instances[0]?.description.gate;
    return models.flatMap(({ state, manifest }) =>
      manifest?.task === 'segmentation' &&
      (state === 'ready' || state === 'not-verified') &&
      !manifest.input.point &&
      gate &&
      suitabilityOf(gate, manifest.input).against.length === 0
        ? [manifest]
        : [],
    );
  }

  /** Asks a model about the slice on the screen, or the volume where it reads one. */
  async ask({ id }: Pick<ShownManifest, 'id'>): Promise<void> {
    const { shown } = this.#bench.view;
    if (!shown || this.running) return;
    this.failure = null;
    try {
      const { jobId } = await call('analysis.start', { ...shown, modelId: id, insist: false });
      this.#jobId = jobId;
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }

  async cancel(): Promise<void> {
    if (this.#jobId !== null) await call('analysis.cancel', { jobId: this.#jobId }).catch(() => undefined);
  }

  async read(): Promise<void> {
    try {
      const { results } = await workbench.results({ itemId: this.#bench.session.open.item.id });
      if (!this.#closed) this.results = results;
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }

  /** Brings a result's mask into the labelling, its labels as these segments; null leaves a label out. */
  async take(stored: StoredResult, segments: readonly (number | null)[]): Promise<void> {
    this.failure = null;
    try {
      const picture = await this.#picture(stored, 'mask');
      if (!picture || this.#closed) return;
      const step = modelMaskStep(stored, picture, segments, this.#bench.session.open.item);
      this.#bench.session.take(step);
      const brought = step?.changes.find((change) => change.what === 'layer');
      if (brought) this.#bench.takeLayer(brought.uid);
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }

  /** Whether a result says how likely each pixel is. */
  hasDoubt({ result }: StoredResult): boolean {
    return result.artefacts?.some(({ kind }) => kind === 'probability') ?? false;
  }

  /** Paints where a result is unsure, or no longer. */
  async doubt(stored: StoredResult): Promise<void> {
    if (this.doubted?.id === stored.id) {
      this.doubted = null;
      return;
    }
    try {
      this.#doubts = await this.#picture(stored, 'probability');
      this.doubted = this.#doubts ? stored : null;
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }

  /** The doubt on the slice on the screen: 1 where the model finds inside and outside as likely. */
  get doubtHere(): Doubt | null {
    const { doubted } = this;
    const picture = this.#doubts;
    if (!doubted || !picture) return null;
    const at = sliceOf(doubted.result.input, this.#bench.view.shown);
    if (at === null || at >= picture.frames) return null;
    const probabilities = frameOfPicture(picture, at);
    const values = Float32Array.from(probabilities, (value) => 1 - Math.abs((2 * value) / 65_535 - 1));
    return { rows: picture.rows, columns: picture.columns, values };
  }

  async #picture({ id, result }: StoredResult, kind: 'mask' | 'probability'): Promise<ArtefactPicture | null> {
    const index = result.artefacts?.findIndex((artefact) => artefact.kind === kind) ?? -1;
    const artefact = result.artefacts?.[index];
    if (!artefact) return null;
    const { bytes } = await call('artefact.read', { resultId: id, index });
    return artefactPicture(artefact, Uint8Array.from(bytes));
  }

  async #ended(end: AnalysisEnd): Promise<void> {
    if (end.jobId !== this.#jobId) return;
    this.#jobId = null;
    this.progress = null;
    if (end.outcome === 'failed') this.failure = end.reason;
    if (end.outcome === 'stored') await this.read();
  }
}
