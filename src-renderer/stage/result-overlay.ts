import type { BothLanguages } from '../../src-shared/findings/manifest.ts';
import type { JudgementKind } from '../../src-shared/findings/judgement.ts';
import type { ActivationMap, AnalysisResult } from '../../src-shared/findings/result.ts';
import type { ArtefactPicture } from './artefact-picture.ts';
import type { Ends } from './enhanced-picture.ts';

/** A label as it is called in legends; without a title its id. */
export interface LabelName {
  readonly id: string;
  readonly title: BothLanguages | null;
}

/** What of a result lies over the picture. Opacities: 0–1. */
export type ResultLayer =
  | { readonly kind: 'map'; readonly map: ActivationMap; readonly label: LabelName; readonly opacity: number }
  | {
      readonly kind: 'mask';
      readonly picture: ArtefactPicture;
      readonly labels: readonly LabelName[];
      /** Of the labels' areas; 0: borders only. */
      readonly opacity: number;
      readonly borders: boolean;
    }
  | {
      readonly kind: 'heat';
      /** `probability`: 0–100 %; `anomaly`: 0 to the strongest difference of the picture. */
      readonly of: 'probability' | 'anomaly';
      readonly picture: ArtefactPicture;
      readonly label: LabelName;
      readonly opacity: number;
    }
  | {
      readonly kind: 'enhanced';
      readonly picture: ArtefactPicture;
      readonly ends: Ends;
      /** Shows how far it is from the original instead. */
      readonly difference: boolean;
    };

/** A result's layer, and all that must be written on the picture as long as it lies there. */
export interface ResultOverlay {
  /** What the network saw; the layer is shown over nothing else. */
  readonly input: AnalysisResult['input'];
  readonly layer: ResultLayer;
  readonly model: BothLanguages | null;
  readonly modelId: string;
  readonly version: string;
  /** A newer version of the network is here. */
  readonly outdated: boolean;
  readonly insisted: boolean;
  /** The last word of a person on the result; null: none yet. */
  readonly judged: JudgementKind | null;
}
