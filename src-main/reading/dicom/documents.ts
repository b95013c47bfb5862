import type { DocumentDescription } from '../../../src-shared/imaging/document.ts';
import { documentKindOf } from '../../../src-shared/imaging/object-kind.ts';
import { Attributes } from './attributes.ts';
import { shortCode, uid } from './coded-values.ts';
import type { Header } from './header.ts';
import { identityOf, placeInStudy } from './identity.ts';

/** Document title, content label and description, structure set label and name, plan label and name, series description. */
const TITLES = ['x00420010', 'x00700081', 'x00700080', 'x30060002', 'x30060004', 'x300a0002', 'x300a0003', 'x0008103e'];
const CONCEPT_NAME = 'x0040a043';
const MEANING = 'x00080104';

/**
 * Describes an object without pixel data: a report, a PDF, a presentation state …
 * @returns null for an object that ought to have pixels, or that names no SOP class
 */
export function describeDocument(
  header: Header,
  attributes: Attributes,
): Omit<DocumentDescription, 'fileBytes' | 'fileSha256'> | null {
  const place = placeInStudy(attributes);
  // A DICOMDIR names its class in the meta group only.
  const sopClassUid = place.sopClassUid ?? uid(new Attributes(header.meta), 'x00020002');
  const kind = sopClassUid === null ? null : documentKindOf(sopClassUid);
  if (kind === null) return null;
  const concept = attributes.items(CONCEPT_NAME)[0]?.text(MEANING);
  const title = concept ?? TITLES.map((tag) => attributes.text(tag)).find((text) => text !== null) ?? null;
  const identity = identityOf(attributes);
  return {
    kind,
    title,
    identity,
    modality: shortCode(attributes, 'x00080060', 16),
    ...place,
    sopClassUid,
    transferSyntaxUid: header.syntax.uid,
    warnings: attributes.suspicious
      ? [...header.warnings, { code: 'text-suspicious', details: {} }]
      : [...header.warnings],
  };
}
