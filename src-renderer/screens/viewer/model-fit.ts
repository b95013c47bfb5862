import type { ShownManifest, ShownModel } from '../../../src-shared/contract/records.ts';
import { suitabilityOf, type Mismatch, type Unknown } from '../../../src-shared/findings/suitability.ts';
import { TASK_ORDER } from '../../../src-shared/findings/task-order.ts';
import type { GateAttributes } from '../../../src-shared/imaging/instance.ts';

/** Why a model is not offered for a picture, or what nobody can check about it. */
export type FitReason =
  | { readonly kind: 'modality'; readonly is: string; readonly wanted: string }
  | { readonly kind: 'body-part'; readonly is: string; readonly wanted: string }
  | { readonly kind: 'modality-unknown'; readonly wanted: string }
  | { readonly kind: 'body-part-unknown'; readonly wanted: string };

export interface ModelFit {
  readonly manifest: ShownManifest;
  /** False: the model is for other pictures. */
  readonly suits: boolean;
  /** Of an unsuited model why; of a suited one what is unknown. */
  readonly reasons: readonly FitReason[];
}

/**
 * How a ready model goes with a picture, by modality and body part. What the file does not say is unknown and never a
 * reason against; main's gates decide in the end and ask for more.
 */
export function fitOf(manifest: ShownManifest, gate: GateAttributes): ModelFit {
  const { against, unknown } = suitabilityOf(gate, manifest.input);
  const suits = against.length === 0;
  return { manifest, suits, reasons: suits ? unknown.map(unknownReason) : against.map(reasonAgainst) };
}

/** The ready models of the shelf for a picture: suited ones first, in the order in which they are asked. */
export function fitsOf(models: readonly ShownModel[], gate: GateAttributes): ModelFit[] {
  const fits = models.flatMap(({ state, manifest }) =>
    (state === 'ready' || state === 'not-verified') && manifest ? [fitOf(manifest, gate)] : [],
  );
  fits.sort((a, b) => rankOf(a) - rankOf(b));
  return [...fits.filter(({ suits }) => suits), ...fits.filter(({ suits }) => !suits)];
}

/** Certain ones before those of which the file does not say whether they suit; a network that waits for a point last of its kind. */
function rankOf({ manifest, reasons }: ModelFit): number {
  return reasons.length * 100 + TASK_ORDER.indexOf(manifest.task) * 10 + (manifest.input.point ? 1 : 0);
}

function reasonAgainst({ attribute, found, wanted }: Mismatch): FitReason {
  return { kind: attribute, is: found, wanted };
}

function unknownReason({ attribute, wanted }: Unknown): FitReason {
  return { kind: attribute === 'modality' ? 'modality-unknown' : 'body-part-unknown', wanted };
}
