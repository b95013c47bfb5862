import type { Code, Coded } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { namesOneOf, suitabilityOf, type AskedAttribute } from '../../src-shared/findings/suitability.ts';
import type { GateAttributes } from '../../src-shared/imaging/instance.ts';

/** A gate's word: a refusal ends the matter unless the person insists; warnings go with the result. */
export interface GateWord {
  readonly refusal: Coded | null;
  readonly warnings: Coded[];
}

const UNSUITABLE: Record<AskedAttribute, Code> = {
  modality: 'modality-unsuitable',
  'body-part': 'body-part-unsuitable',
};
const UNKNOWN: Record<AskedAttribute, Code> = { modality: 'modality-unknown', 'body-part': 'body-part-unknown' };

/**
 * Compares what a file says of itself with what a network was made for. A wrong modality or body part is refused; a
 * projection or an age outside the training data is a warning, as are writing in the picture and whatever the file does not say.
 */
export function attributeGate(attributes: GateAttributes, input: ModelManifest['input']): GateWord {
  const { viewPosition, ageYears } = attributes;
  const { against, unknown } = suitabilityOf(attributes, input);
  const [first] = against;
  const refusal: Coded | null = first
    ? { code: UNSUITABLE[first.attribute], details: { found: first.found, wanted: first.wanted } }
    : null;
  const warnings = unknown.map(({ attribute }): Coded => ({ code: UNKNOWN[attribute], details: {} }));
  if (input.views.length > 0) {
    if (viewPosition === null) warnings.push({ code: 'view-unknown', details: {} });
    else if (!namesOneOf(input.views, viewPosition)) {
      warnings.push({ code: 'view-unsuitable', details: { found: viewPosition, wanted: input.views.join(', ') } });
    }
  }
  if (input.ageYears) {
    const [low, high] = input.ageYears;
    if (ageYears === null) warnings.push({ code: 'age-unknown', details: {} });
    // whole years last until the next birthday: a child of five stays one until the sixth
    else if (ageYears < low || (Number.isInteger(high) ? ageYears >= high + 1 : ageYears > high)) {
      warnings.push({ code: 'age-unsuitable', details: { found: Math.floor(ageYears), low, high } });
    }
  }
  if (attributes.burntIn) warnings.push({ code: 'text-burnt-in', details: {} });
  return { refusal, warnings };
}
