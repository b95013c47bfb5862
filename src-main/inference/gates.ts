import type { Code, Coded } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { namesOneOf, suitabilityOf, type AskedAttribute } from '../../src-shared/findings/suitability.ts';
import type { GateAttributes } from '../../src-shared/imaging/instance.ts';
import { reorderedTriple, reorderingTo } from '../../src-shared/pixels/patient-axes.ts';
import type { Geometry } from './geometry.ts';

/** A gate's word: a refusal ends the matter unless the person insists; warnings go with the result. */
export interface GateWord {
  readonly refusal: Coded | null;
  readonly warnings: Coded[];
}

const UNSUITABLE: Record<AskedAttribute, Code> = {
  modality: 'modality-unsuitable',
  'body-part': 'body-part-unsuitable',
};
const UNKNOWN_GEOMETRY: Geometry = { plane: null, axes: null, spacingMm: null };

/** Spacings are written with six digits, or come of places that are. */
const isWithin = (value: number, low: number, high: number) => value >= low * (1 - 1e-4) && value <= high * (1 + 1e-4);

const UNKNOWN: Record<AskedAttribute, Code> = { modality: 'modality-unknown', 'body-part': 'body-part-unknown' };

/**
 * Compares what a file says of itself with what a network was made for. A wrong modality or body part is refused; a
 * projection, an age, a plane, an orientation or a spacing outside the training data is a warning, or refused where the manifest is strict; writing
 * in the picture and whatever the file does not say is a warning.
 */
export function attributeGate(
  attributes: GateAttributes,
  input: ModelManifest['input'],
  { plane, axes, spacingMm }: Geometry = UNKNOWN_GEOMETRY,
): GateWord {
  const { viewPosition, ageYears } = attributes;
  const { against, unknown } = suitabilityOf(attributes, input);
  const [first] = against;
  let refusal: Coded | null = first
    ? { code: UNSUITABLE[first.attribute], details: { found: first.found, wanted: first.wanted } }
    : null;
  const warnings = unknown.map(({ attribute }): Coded => ({ code: UNKNOWN[attribute], details: {} }));
  const differs = (what: NonNullable<typeof input.strict>[number], coded: Coded) => {
    if (!input.strict?.includes(what)) warnings.push(coded);
    else refusal ??= coded;
  };
  if (input.views.length > 0) {
    if (viewPosition === null) warnings.push({ code: 'view-unknown', details: {} });
    else if (!namesOneOf(input.views, viewPosition)) {
      differs('view', { code: 'view-unsuitable', details: { found: viewPosition, wanted: input.views.join(', ') } });
    }
  }
  if (input.ageYears) {
    const [low, high] = input.ageYears;
    if (ageYears === null) warnings.push({ code: 'age-unknown', details: {} });
    // whole years last until the next birthday: a child of five stays one until the sixth
    else if (ageYears < low || (Number.isInteger(high) ? ageYears >= high + 1 : ageYears > high)) {
      differs('age', { code: 'age-unsuitable', details: { found: Math.floor(ageYears), low, high } });
    }
  }
  if (input.planes) {
    if (plane === null) warnings.push({ code: 'plane-unknown', details: {} });
    else if (!input.planes.includes(plane)) {
      differs('plane', { code: 'plane-unsuitable', details: { found: plane, wanted: input.planes.join(', ') } });
    }
  }
  const reordering = axes !== null && input.orientation ? reorderingTo(axes, input.orientation) : null;
  if (input.orientation && axes === null) warnings.push({ code: 'orientation-unknown', details: {} });
  else if (input.orientation && !reordering) {
    const details = { found: axes?.slice(-input.orientation.length) ?? '', wanted: input.orientation };
    differs('orientation', { code: 'orientation-unsuitable', details });
  }
  if (input.spacingRangeMm) {
    // a spacing that the network's grid needs is told to be missing where it is resampled
    if (spacingMm === null) {
      if (!input.spacingMm) warnings.push({ code: 'spacing-unknown', details: {} });
    } else {
      const own = (reordering ? reorderedTriple(spacingMm, reordering) : spacingMm).slice(-input.spacingRangeMm.length);
      const found = input.spacingRangeMm.findIndex(([low, high], i) => !isWithin(own[i] as number, low, high));
      const [low, high] = input.spacingRangeMm[found] ?? [0, 0];
      const details = { found: Number((own[found] ?? 0).toPrecision(3)), low, high };
      if (found >= 0) differs('spacing', { code: 'spacing-unsuitable', details });
    }
  }
  if (attributes.burntIn) warnings.push({ code: 'text-burnt-in', details: {} });
  return { refusal, warnings };
}
