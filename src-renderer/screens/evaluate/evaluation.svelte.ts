import { SvelteMap } from 'svelte/reactivity';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { JobId } from '../../../src-shared/contract/ids.ts';
import type {
  EvaluationEnd,
  EvaluationProgress,
  ShownManifest,
  ShownModel,
} from '../../../src-shared/contract/records.ts';
import type { LabelSummary } from '../../../src-shared/evaluation/label-table.ts';
import { labelsOf } from '../../../src-shared/findings/manifest-labels.ts';
import { call, on } from '../../app/bridge.ts';
import { numberIn } from './number-in.ts';
import { guessedMeaning, isDecided, toggled, type WordMeaning } from './word-meaning.ts';

const EVALUABLE = new Set<ShownManifest['task']>(['classification', 'sequence', 'segmentation']);

/** The models of a shelf that can be evaluated. */
export function evaluable(models: readonly ShownModel[]): ShownManifest[] {
  return models.flatMap(({ manifest, state }) =>
    manifest && (state === 'ready' || state === 'not-verified') && EVALUABLE.has(manifest.task) ? [manifest] : [],
  );
}

/** What was chosen, the evaluation that runs and the last one; kept while other rooms are on the screen. */
class EvaluationRoom {
  model = $state.raw<ShownManifest | null>(null);
  folder = $state<string | null>(null);
  labels = $state.raw<{ readonly name: string; readonly summary: LabelSummary } | null>(null);
  readonly meanings = new SvelteMap<string, WordMeaning>();
  /** As typed. */
  prevalence = $state('');
  ignored = $state('');
  /** Null: none runs. */
  progress = $state.raw<EvaluationProgress | null>(null);
  end = $state.raw<EvaluationEnd | null>(null);
  /** The model that the last one was about. */
  asked = $state.raw<ShownManifest | null>(null);
  /** Why choosing or starting did not work. */
  failure = $state.raw<Coded | null>(null);
  #jobId: JobId | null = null;

  constructor() {
    on('evaluation.progress', (progress) => {
      if (progress.jobId === this.#jobId) this.progress = progress;
    });
    on('evaluation.end', (end) => {
      if (end.jobId !== this.#jobId) return;
      this.#jobId = null;
      this.progress = null;
      this.end = end;
    });
  }

  get outlines(): boolean {
    return this.model?.task === 'segmentation';
  }

  /** The label file has the column that the model is compared with. */
  get labelsFit(): boolean {
    const { summary } = this.labels ?? {};
    return summary !== undefined && (this.outlines ? summary.masks !== null : summary.labels !== null);
  }

  /** A share, 0–1; null: nothing was typed; undefined: what was typed is none. */
  get prevalenceShare(): number | null | undefined {
    const percent = numberIn(this.prevalence);
    if (typeof percent !== 'number') return percent;
    return percent > 0 && percent < 100 ? percent / 100 : undefined;
  }

  get ignoredValue(): number | null | undefined {
    const value = numberIn(this.ignored);
    return typeof value === 'number' && !Number.isInteger(value) ? undefined : value;
  }

  get mayStart(): boolean {
    const { summary } = this.labels ?? {};
    if (!this.model || this.folder === null || !summary || !this.labelsFit || this.progress) return false;
    if (this.outlines) return this.ignoredValue !== undefined;
    const words = summary.words.map(({ word }) => this.meanings.get(word));
    const decided = words.every((meaning) => meaning && isDecided(meaning));
    return decided && summary.differentWords === summary.words.length && this.prevalenceShare !== undefined;
  }

  /** Takes another model; words are looked at again. */
  choose(model: ShownManifest): void {
    this.model = model;
    this.#guess();
  }

  async chooseFolder(): Promise<void> {
    await this.#try(async () => {
      const { name } = await call('evaluation.choose-pictures', {});
      if (name !== null) this.folder = name;
    });
  }

  async chooseLabels(): Promise<void> {
    await this.#try(async () => {
      const { chosen } = await call('evaluation.choose-labels', {});
      if (!chosen) return;
      this.labels = chosen;
      this.#guess();
    });
  }

  toggle(word: string, label: string): void {
    if (!this.model) return;
    this.meanings.set(word, toggled(this.#meaning(word), label, labelsOf(this.model)));
  }

  /** Says that none of the labels is true where this word stands. */
  setNone(word: string, none: boolean): void {
    this.meanings.set(word, { labels: [], none });
  }

  async start(): Promise<void> {
    const { model, labels, prevalenceShare = null, ignoredValue = null } = this;
    if (!model || !labels || !this.mayStart) return;
    await this.#try(async () => {
      this.end = null;
      this.asked = model;
      const words = this.outlines
        ? []
        : labels.summary.words.map(({ word }) => ({ word, labels: [...this.#meaning(word).labels] }));
      const { jobId } = await call('evaluation.start', {
        modelId: model.id,
        words,
        prevalence: this.outlines ? null : prevalenceShare,
        ignored: this.outlines ? ignoredValue : null,
      });
      this.#jobId = jobId;
      this.progress = { jobId, done: 0, of: 0, secondsLeft: null };
    });
  }

  async cancel(): Promise<void> {
    const { progress } = this;
    if (progress) await this.#try(() => call('evaluation.cancel', { jobId: progress.jobId }));
  }

  #meaning(word: string): WordMeaning {
    return this.meanings.get(word) ?? { labels: [], none: false };
  }

  #guess(): void {
    this.meanings.clear();
    if (!this.model || this.outlines) return;
    const labels = labelsOf(this.model);
    for (const { word } of this.labels?.summary.words ?? []) this.meanings.set(word, guessedMeaning(word, labels));
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.failure = null;
    try {
      await work();
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }
}

/** The one evaluation room on the page. */
export const room = new EvaluationRoom();
