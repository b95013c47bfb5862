import { SvelteMap } from 'svelte/reactivity';
import type { CaseInstance, OpenCase, ShownManifest, StoredResult } from '../../../src-shared/contract/records.ts';
import type { InstanceId, ResultId } from '../../../src-shared/contract/ids.ts';
import type { Artefact } from '../../../src-shared/findings/artefact.ts';
import type { JudgementKind } from '../../../src-shared/findings/judgement.ts';
import type { BothLanguages } from '../../../src-shared/findings/both-languages.ts';
import { labelsOf } from '../../../src-shared/findings/manifest-labels.ts';
import type { Segment } from '../../../src-shared/findings/result.ts';
import { pixelsOfFrame } from '../../../src-shared/imaging/frame-attributes.ts';
import { longestDiameter } from '../../../src-shared/measuring/longest-diameter.ts';
import { pixelScaleAt, type PixelScale } from '../../../src-shared/measuring/pixel-scale.ts';
import { call } from '../../app/bridge.ts';
import { artefactPicture, frameOfPicture, type ArtefactPicture } from '../../stage/artefact-picture.ts';
import { manifestOf, type Finding } from './findings.ts';

/** The longest diameter of a label: on which slice of the mask (0-based), and in the scale's unit. */
export interface MaskDiameter {
  readonly slice: number;
  readonly length: number;
  readonly unit: 'mm' | 'px';
}

/** What one label of a model's mask measures. */
export interface MaskMeasurement {
  readonly resultId: ResultId;
  readonly segment: Segment;
  /** Null: the model is no longer on the shelf, and its labels have no titles. */
  readonly title: BothLanguages | null;
  readonly model: { readonly title: BothLanguages | null; readonly id: string; readonly version: string };
  readonly judged: JudgementKind | null;
  readonly input: StoredResult['result']['input'];
  readonly provenance: PixelScale['provenance'];
  /** Undefined: being worked out; null: nothing is outlined, or the file with the mask can't be read. */
  readonly diameter: MaskDiameter | null | undefined;
}

/**
 * Measurements taken from the masks of a case's newest results. They follow from a result and are kept nowhere else: area and
 * volume are in its record, the longest diameter is worked out from the mask's file once.
 */
export class MaskMeasurements {
  /** By result, then by label. */
  readonly #diameters = new SvelteMap<ResultId, Readonly<Record<string, MaskDiameter | null>>>();
  /** Not reactive: it only keeps a mask from being read twice. */
  readonly #asked: ResultId[] = [];

  /** Those of results that were neither repeated since nor refused; labels that are nowhere are left out. */
  all(openCase: OpenCase, findings: readonly Finding[], manifests: readonly ShownManifest[]): MaskMeasurement[] {
    return findings.flatMap(({ stored, prior, judgements }): MaskMeasurement[] => {
      const { result } = stored;
      if (prior || result.verdict === 'refused' || !result.segments) return [];
      const manifest = manifestOf(result, manifests);
      const provenance = scaleOf(result.input, openCase)?.provenance ?? 'none';
      const { id, version } = result.model;
      const measured = maskOf(result) === null ? {} : this.#diameters.get(stored.id);
      return result.segments
        .filter(({ areaPx }) => areaPx > 0)
        .map((segment) => ({
          ...{ resultId: stored.id, segment, input: result.input, judged: judgements.at(-1)?.kind ?? null, provenance },
          title: (manifest && labelsOf(manifest).find((one) => one.id === segment.label)?.title) ?? null,
          model: { title: manifest?.title ?? null, id, version },
          diameter: measured && (measured[segment.label] ?? null),
        }));
    });
  }

  /** Works out the diameters of results whose masks were not read yet, one after the other. */
  async measure(openCase: OpenCase, findings: readonly Finding[]): Promise<void> {
    for (const { stored, prior } of findings) {
      const { id, result } = stored;
      const mask = maskOf(result);
      const scale = scaleOf(result.input, openCase);
      const pixels = instanceOf(result.input.instanceId, openCase)?.description.pixels;
      if (prior || mask === null || !scale || !pixels || this.#asked.includes(id)) continue;
      this.#asked.push(id);
      try {
        const { bytes } = await call('artefact.read', { resultId: id, index: mask.index });
        const picture = await artefactPicture(mask.artefact, Uint8Array.from(bytes));
        const diameters = mask.artefact.labels.map((label, at) => [label, diameterOf(picture, at, scale, pixels)]);
        this.#diameters.set(id, Object.fromEntries(diameters));
      } catch {
        // the card says why its layer can't be shown; here the size from the record stays
        this.#diameters.set(id, {});
      }
    }
  }
}

/** The mask among a result's pictures, and its number there; null: it has none. */
function maskOf({ artefacts = [] }: StoredResult['result']): { artefact: Artefact; index: number } | null {
  const index = artefacts.findIndex(({ kind }) => kind === 'mask');
  const artefact = artefacts[index];
  return artefact ? { artefact, index } : null;
}

function instanceOf(id: InstanceId, { series }: OpenCase): CaseInstance | undefined {
  return series.flatMap(({ instances }) => instances).find((instance) => instance.id === id);
}

function scaleOf({ instanceId, frame }: StoredResult['result']['input'], openCase: OpenCase): PixelScale | null {
  const instance = instanceOf(instanceId, openCase);
  if (!instance) return null;
  const pixels = pixelsOfFrame(instance.description.pixels, frame);
  const corners = [
    [0, 0],
    [pixels.columns, pixels.rows],
  ] as const;
  return pixelScaleAt(pixels, corners);
}

/** The longest of a label (0-based) on any slice. The mask may be coarser than the picture that `scale` is of. */
function diameterOf(
  mask: ArtefactPicture,
  label: number,
  scale: PixelScale,
  picture: { readonly rows: number; readonly columns: number },
): MaskDiameter | null {
  const ofMask = {
    row: (scale.row * picture.rows) / mask.rows,
    column: (scale.column * picture.columns) / mask.columns,
  };
  let longest: MaskDiameter | null = null;
  for (let slice = 0; slice < mask.frames; slice++) {
    const found = longestDiameter(frameOfPicture(mask, slice), mask.rows, mask.columns, label + 1, ofMask);
    if (!found || (longest && found.length <= longest.length)) continue;
    longest = { slice, length: found.length, unit: scale.provenance === 'none' ? 'px' : 'mm' };
  }
  return longest;
}
