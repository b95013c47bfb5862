import type { BothLanguages } from '../../src-shared/findings/manifest.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import type { JudgementKind } from '../../src-shared/findings/judgement.ts';
import type { FrameKey } from './image-id.ts';

/** A network's map, and all that must be written on the picture as long as it lies over it. */
export interface MapOverlay {
  /** The frame that the network saw; the map is shown over no other. */
  readonly key: FrameKey;
  readonly map: ActivationMap;
  /** 0–1. */
  readonly opacity: number;
  readonly label: BothLanguages | null;
  readonly model: BothLanguages | null;
  readonly modelId: string;
  readonly version: string;
  /** The last word of a person on the result; null: none yet. */
  readonly judged: JudgementKind | null;
}
