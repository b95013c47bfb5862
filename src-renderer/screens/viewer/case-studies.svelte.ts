import { SvelteMap } from 'svelte/reactivity';
import { CodedError, toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { CaseId } from '../../../src-shared/contract/ids.ts';
import type { OpenCase, PatientStudy } from '../../../src-shared/contract/records.ts';
import { call } from '../../app/bridge.ts';
import { setsOf, type CaseSet, type SetId } from './case-sets.ts';

/** The open case and the patient's other studies as far as somebody wanted to see them. */
export class CaseStudies {
  readonly #openCase: () => OpenCase;
  readonly #onloaded: (study: OpenCase) => void;
  /** The other studies that are here, by case. */
  readonly loaded = new SvelteMap<CaseId, OpenCase>();
  readonly loading = new SvelteMap<CaseId, Promise<void>>();
  readonly failures = new SvelteMap<CaseId, Coded>();
  /** Of the open case. */
  readonly sets: readonly CaseSet[] = $derived.by(() => setsOf(this.#openCase()));
  #ended = false;
  readonly #otherSets: readonly (readonly CaseSet[])[] = $derived([...this.loaded.values()].map(setsOf));
  readonly #all: readonly CaseSet[] = $derived([...this.sets, ...this.#otherSets.flat()]);

  /** @param onloaded told of another study of the patient once its pictures may be asked for */
  constructor(openCase: () => OpenCase, onloaded: (study: OpenCase) => void) {
    this.#openCase = openCase;
    this.#onloaded = onloaded;
  }

  /** The patient's other studies, newest first. */
  get others(): readonly PatientStudy[] {
    return this.#openCase().otherStudies ?? [];
  }

  /** A display set of any study that is here. */
  set(id: SetId | null): CaseSet | null {
    return this.#all.find((set) => set.id === id) ?? null;
  }

  /** The sets of another study; empty as long as it is not here. */
  setsOfOther(caseId: CaseId): readonly CaseSet[] {
    return this.#otherSets.find(([first]) => first?.caseId === caseId) ?? [];
  }

  /** The study that a set is of. */
  studyOf({ caseId }: Pick<CaseSet, 'caseId'>): OpenCase {
    return this.loaded.get(caseId) ?? this.#openCase();
  }

  /** Whether a case is the open one, and not another study for comparison. */
  isOwn(caseId: CaseId): boolean {
    return caseId === this.#openCase().caseId;
  }

  /** Fetches another study of the patient. What fails is in `failures`. */
  load(withCaseId: CaseId): Promise<void> {
    const known = this.loading.get(withCaseId);
    if (known) return known;
    const loading = this.#load(withCaseId).catch((thrown: unknown) => {
      this.failures.set(withCaseId, toCoded(thrown));
      this.loading.delete(withCaseId);
    });
    this.failures.delete(withCaseId);
    this.loading.set(withCaseId, loading);
    return loading;
  }

  /** The case is looked at no more: what is on its way is dropped. */
  end(): void {
    this.#ended = true;
  }

  async #load(withCaseId: CaseId): Promise<void> {
    const study = await call('case.compare', { caseId: this.#openCase().caseId, withCaseId });
    // main has made sure that it is the same patient's; an answer about another case is nobody's
    if (study.caseId !== withCaseId) throw new CodedError('patient-mismatch');
    if (this.#ended) return;
    this.#onloaded(study);
    this.loaded.set(withCaseId, study);
  }
}
