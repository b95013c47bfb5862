import type { TypedIdentity } from '../findings/report.ts';
import type { Identity } from '../imaging/instance.ts';

/** Whether a picture names no patient, so that a person has to type who it is before a report is signed. */
export function namesNobody(identity: Identity): boolean {
  return !identity.patientName?.trim() && !identity.patientId?.trim();
}

/**
 * The identity of a report whose picture names nobody: name and number as typed; anything else that the picture does say
 * stands, and typing fills the rest.
 */
export function identityFromTyped(
  typed: Pick<TypedIdentity, 'patientName' | 'patientId' | 'sex'> & { birthDate: string; studyDate: string },
  picture: Identity,
): Identity {
  return {
    ...picture,
    patientName: typed.patientName.trim() || null,
    patientId: typed.patientId.trim() || null,
    issuer: null,
    birthDate: picture.birthDate ?? (typed.birthDate || null),
    sex: picture.sex ?? (typed.sex || null),
    studyDate: picture.studyDate ?? (typed.studyDate || null),
  };
}
