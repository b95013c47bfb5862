import type { GateAttributes } from '../imaging/instance.ts';
import type { ModelManifest } from './manifest.ts';

/** What a picture says of itself that a network is asked for in its manifest. */
export type AskedAttribute = 'modality' | 'body-part';

/** What keeps a network from a picture: what the file says, and what the network was made for. */
export interface Mismatch {
  readonly attribute: AskedAttribute;
  readonly found: string;
  readonly wanted: string;
}

/** What the file does not say: never a reason against, always a warning. */
export interface Unknown {
  readonly attribute: AskedAttribute;
  readonly wanted: string;
}

export interface Suitability {
  /** Modality first. Empty: nothing speaks against the network. */
  readonly against: readonly Mismatch[];
  readonly unknown: readonly Unknown[];
}

/**
 * Whether a network was made for pictures of this kind, by modality and body part. Written once: the page offers networks
 * by it and the gate before a network refuses by it.
 */
export function suitabilityOf(
  { modality, bodyPart }: Pick<GateAttributes, 'modality' | 'bodyPart'>,
  { modalities, bodyParts }: Pick<ModelManifest['input'], 'modalities' | 'bodyParts'>,
): Suitability {
  const against: Mismatch[] = [];
  const unknown: Unknown[] = [];
  const ask = (attribute: AskedAttribute, found: string | null, allowed: readonly string[]) => {
    const wanted = allowed.join(', ');
    if (found === null) unknown.push({ attribute, wanted });
    else if (!namesOneOf(allowed, found)) against.push({ attribute, found, wanted });
  };
  ask('modality', modality, modalities);
  if (bodyParts.length > 0) ask('body-part', bodyPart, bodyParts);
  return { against, unknown };
}

/** Whether a code of a file is one of a list, in any case and with the padding that DICOM allows. */
export function namesOneOf(allowed: readonly string[], found: string): boolean {
  const plain = (code: string) => code.trim().toUpperCase();
  return allowed.some((name) => plain(name) === plain(found));
}
