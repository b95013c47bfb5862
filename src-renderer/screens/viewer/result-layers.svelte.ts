import { SvelteMap } from 'svelte/reactivity';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ResultId } from '../../../src-shared/contract/ids.ts';
import type { Artefact } from '../../../src-shared/findings/artefact.ts';
import type { ShownManifest } from '../../../src-shared/contract/records.ts';
import { labelsOf } from '../../../src-shared/findings/manifest-labels.ts';
import type { AnalysisResult } from '../../../src-shared/findings/result.ts';
import { call } from '../../app/bridge.ts';
import { artefactPicture, type ArtefactPicture } from '../../stage/artefact-picture.ts';
import type { LabelName, ResultLayer, ResultOverlay } from '../../stage/result-overlay.ts';
import { newerVersion, type Finding } from './findings.ts';

/** A layer of a result: its map, or the artefact with that number. */
export type LayerName = 'map' | number;

/** How far the numbers of an artefact have come. */
export type Fetched =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly picture: ArtefactPicture }
  | { readonly state: 'failed'; readonly reason: Coded };

/** The layers that a result has, the one to be shown first in front. */
export function layersOf({ map, artefacts = [] }: Pick<AnalysisResult, 'map' | 'artefacts'>): LayerName[] {
  const of = (kind: Artefact['kind']) =>
    artefacts.flatMap((artefact, index): number[] => (artefact.kind === kind ? [index] : []));
  return [...of('enhanced'), ...of('mask'), ...(map ? (['map'] as const) : []), ...of('map'), ...of('probability')];
}

/** Which layer of which result lies over the picture, and how. One at a time: two would hide one another. */
export class ResultLayers {
  shown = $state.raw<{ readonly resultId: ResultId; readonly layer: LayerName } | null>(null);
  /** Of heat maps: as strong as in a report's key image. */
  opacity = $state(0.6);
  /** Of the areas of an outline. */
  fill = $state(0.25);
  borders = $state(true);
  /** The difference to the original in place of the enhanced picture. */
  difference = $state(false);
  /** The shown result's only: a volume's may be as large as the volume. */
  readonly #fetched = new SvelteMap<number, Fetched>();
  #of: ResultId | null = null;

  isShown(resultId: ResultId, layer: LayerName): boolean {
    return this.shown?.resultId === resultId && this.shown.layer === layer;
  }

  /** Lays a layer over the picture; null: nothing. */
  show(resultId: ResultId, layer: LayerName | null, artefacts: readonly Artefact[] = []): void {
    if (this.#of !== resultId) this.#fetched.clear();
    this.#of = resultId;
    this.shown = layer === null ? null : { resultId, layer };
    const artefact = typeof layer === 'number' ? artefacts[layer] : undefined;
    if (artefact && typeof layer === 'number') void this.#fetch(resultId, layer, artefact);
  }

  /** The picture that is on its way, here, or why it does not come; undefined: nobody asked for it. */
  fetched(resultId: ResultId, layer: LayerName): Fetched | undefined {
    return this.#of === resultId && typeof layer === 'number' ? this.#fetched.get(layer) : undefined;
  }

  async #fetch(resultId: ResultId, index: number, artefact: Artefact): Promise<void> {
    const before = this.#fetched.get(index);
    if (before && before.state !== 'failed') return;
    this.#fetched.set(index, { state: 'loading' });
    let fetched: Fetched;
    try {
      const { bytes } = await call('artefact.read', { resultId, index });
      fetched = { state: 'here', picture: await artefactPicture(artefact, Uint8Array.from(bytes)) };
    } catch (thrown) {
      fetched = { state: 'failed', reason: toCoded(thrown) };
    }
    if (this.#of === resultId) this.#fetched.set(index, fetched);
  }

  /** What lies over the picture; null while there is nothing or it is not here yet. */
  overlay(
    findings: readonly Finding[],
    manifestOf: (result: AnalysisResult) => ShownManifest | null,
    manifests: readonly ShownManifest[],
  ): ResultOverlay | null {
    const finding = findings.find(({ stored }) => stored.id === this.shown?.resultId);
    if (!finding || !this.shown) return null;
    const { result } = finding.stored;
    const manifest = manifestOf(result);
    const layer = this.#layer(result, this.shown.layer, manifest);
    return (
      layer && {
        input: result.input,
        layer,
        model: manifest?.title ?? null,
        modelId: result.model.id,
        version: result.model.version,
        outdated: newerVersion(result, manifests) !== null || finding.stackSince !== null,
        insisted: result.insisted,
        judged: finding.judgements.at(-1)?.kind ?? null,
      }
    );
  }

  #layer(result: AnalysisResult, name: LayerName, manifest: ShownManifest | null): ResultLayer | null {
    const named = (id: string): LabelName => ({
      id,
      title: (manifest && labelsOf(manifest).find((label) => label.id === id)?.title) ?? null,
    });
    const { opacity } = this;
    if (name === 'map') return result.map && { kind: 'map', map: result.map, label: named(result.map.label), opacity };
    const artefact = result.artefacts?.[name];
    const fetched = this.#fetched.get(name);
    if (!artefact || fetched?.state !== 'here') return null;
    const { picture } = fetched;
    switch (artefact.kind) {
      case 'mask': {
        const labels = artefact.labels.map(named);
        return { kind: 'mask', picture, labels, opacity: this.fill, borders: this.borders };
      }
      case 'probability':
        return { kind: 'heat', of: 'probability', picture, label: named(artefact.labels[0] ?? ''), opacity };
      case 'map':
        return { kind: 'heat', of: 'anomaly', picture, label: named(artefact.labels[0] ?? ''), opacity };
      case 'enhanced': {
        const ends = artefact.values ?? { low: 0, high: 255 };
        return { kind: 'enhanced', picture, ends, difference: this.difference };
      }
    }
  }
}
