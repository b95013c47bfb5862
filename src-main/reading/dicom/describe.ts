import type { Coded } from '../../../src-shared/contract/coded.ts';
import type { ImageDescription } from '../image.ts';
import { acquisitionOf } from './acquisition.ts';
import type { Attributes } from './attributes.ts';
import { shortCode } from './coded-values.ts';
import { ageInYears } from './dates.ts';
import { FrameGroups } from './functional-groups.ts';
import type { Header } from './header.ts';
import { identityOf, placeInStudy } from './identity.ts';
import { describePixels } from './pixel-description.ts';
import type { PixelLayout } from './pixel-layout.ts';

/**
 * Describes a DICOM instance from its header: identity, place in its study, and all about its pixels.
 *
 * @param found what was found about its pixel data beyond the header; `lossy`: its compressed pixels lose though its
 *   transfer syntax does not say so
 */
export function describeDicom(
  header: Header,
  attributes: Attributes,
  layout: PixelLayout,
  found: { readonly lossy: boolean; readonly warnings: readonly Coded[] },
): ImageDescription {
  const warnings: Coded[] = [...header.warnings, ...found.warnings];
  const modality = shortCode(attributes, 'x00080060', 16);
  const identity = identityOf(attributes);
  const lossy = found.lossy || header.syntax.lossy || attributes.code('x00282110') === '01';
  const groups = new FrameGroups(attributes);
  const pixels = { ...describePixels(attributes, groups, layout, modality, warnings), lossy };
  const [row, column] = attributes.codes('x00200020');
  const description: ImageDescription = {
    identity,
    ...placeInStudy(attributes),
    transferSyntaxUid: header.syntax.uid,
    patientOrientation: row || column ? [(row ?? '').slice(0, 16), (column ?? '').slice(0, 16)] : null,
    gate: {
      container: 'dicom',
      modality,
      bodyPart: shortCode(attributes, 'x00180015', 64),
      viewPosition: shortCode(attributes, 'x00185101', 16),
      ageYears: ageInYears(attributes.code('x00101010'), identity.birthDate, identity.studyDate),
      ...(shortCode(attributes, 'x00280301', 16) === 'YES' ? { burntIn: true as const } : {}),
    },
    acquisition: acquisitionOf(attributes, groups),
    pixels,
    warnings: once(warnings),
  };
  if (attributes.suspicious) description.warnings.push({ code: 'text-suspicious', details: {} });
  if (lossy) description.warnings.push({ code: 'image-lossy', details: {} });
  return description;
}

function once(warnings: readonly Coded[]): Coded[] {
  return warnings.filter(({ code }, i) => warnings.findIndex((other) => other.code === code) === i);
}
