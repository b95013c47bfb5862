import type { Identity } from '../../../src-shared/imaging/instance.ts';
import { personNameShown } from '../../../src-shared/imaging/person-name.ts';
import type { Attributes } from './attributes.ts';
import { integer, uid } from './coded-values.ts';
import { isoDate, isoTime } from './dates.ts';

/** Whose study an object belongs to, as it says itself. */
export function identityOf(attributes: Attributes): Identity {
  const sex = attributes.code('x00100040');
  const name = attributes.name('x00100010');
  return {
    patientId: attributes.text('x00100020'),
    issuer: attributes.text('x00100021'),
    patientName: name && personNameShown(name),
    birthDate: isoDate(attributes.code('x00100030')),
    sex: sex === 'F' || sex === 'M' || sex === 'O' ? sex : null,
    studyUid: uid(attributes, 'x0020000d'),
    studyDate: isoDate(attributes.code('x00080020')),
    studyTime: isoTime(attributes.code('x00080030')),
    studyDescription: attributes.text('x00081030'),
    accession: attributes.text('x00080050'),
  };
}

/** An object's place in its study. */
export function placeInStudy(attributes: Attributes) {
  return {
    seriesUid: uid(attributes, 'x0020000e'),
    seriesNumber: integer(attributes, 'x00200011'),
    seriesDescription: attributes.text('x0008103e'),
    instanceUid: uid(attributes, 'x00080018'),
    sopClassUid: uid(attributes, 'x00080016'),
    instanceNumber: integer(attributes, 'x00200013'),
  };
}
