import type { Coded } from '../../../src-shared/contract/coded.ts';
import type { Identity, PixelDescription, Window } from '../../../src-shared/imaging/instance.ts';
import { personNameShown } from '../../../src-shared/imaging/person-name.ts';
import { spacingOf } from '../../../src-shared/imaging/spacing.ts';
import type { ImageDescription } from '../image.ts';
import type { Attributes } from './attributes.ts';
import { ageInYears, isoDate, isoTime } from './dates.ts';
import { holderOf } from './functional-groups.ts';
import type { Header } from './header.ts';
import { readLookupTable } from './lookup-table.ts';
import type { PixelLayout } from './pixel-layout.ts';
import { sampleTypeOf } from './stored-values.ts';

const PIXEL_MEASURES = 'x00289110';
const PLANE_POSITION = 'x00209113';
const PLANE_ORIENTATION = 'x00209116';
const FRAME_VOI_LUT = 'x00289132';
const PIXEL_VALUE_TRANSFORMATION = 'x00289145';

/**
 * Describes a DICOM instance from its header: identity, place in its study, and all about its pixels.
 * @param lossyStream its compressed pixels are lossy though its transfer syntax is lossless
 */
export function describeDicom(
  header: Header,
  attributes: Attributes,
  layout: PixelLayout,
  lossyStream: boolean,
): ImageDescription {
  const warnings: Coded[] = [...header.warnings];
  const modality = shortCode(attributes.code('x00080060'), 16);
  const identity = identityOf(attributes);
  const lossy = lossyStream || header.syntax.lossy || attributes.code('x00282110') === '01';
  const pixels = { ...pixelsOf(attributes, layout, modality, warnings), lossy };
  const [row, column] = attributes.codes('x00200020');
  const description: ImageDescription = {
    identity,
    seriesUid: uid(attributes, 'x0020000e'),
    seriesNumber: integer(attributes, 'x00200011'),
    seriesDescription: attributes.text('x0008103e'),
    instanceUid: uid(attributes, 'x00080018'),
    sopClassUid: uid(attributes, 'x00080016'),
    transferSyntaxUid: header.syntax.uid,
    instanceNumber: integer(attributes, 'x00200013'),
    patientOrientation: row || column ? [(row ?? '').slice(0, 16), (column ?? '').slice(0, 16)] : null,
    gate: {
      container: 'dicom',
      modality,
      bodyPart: shortCode(attributes.code('x00180015'), 64),
      viewPosition: shortCode(attributes.code('x00185101'), 16),
      ageYears: ageInYears(attributes.code('x00101010'), identity.birthDate, identity.studyDate),
    },
    pixels,
    warnings,
  };
  if (attributes.suspicious) warnings.push({ code: 'text-suspicious', details: {} });
  if (pixels.lossy) warnings.push({ code: 'image-lossy', details: {} });
  return description;
}

function identityOf(attributes: Attributes): Identity {
  const sex = attributes.code('x00100040');
  const name = attributes.text('x00100010');
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

function pixelsOf(
  attributes: Attributes,
  layout: PixelLayout,
  modality: string | null,
  warnings: Coded[],
): Omit<PixelDescription, 'lossy'> {
  const colour = layout.samples === 3 || layout.palette !== null;
  const voi = holderOf(attributes, FRAME_VOI_LUT, 'x00281050');
  const spacing = spacingOf({
    modality,
    pixelSpacing: numbersOrNull(holderOf(attributes, PIXEL_MEASURES, 'x00280030'), 'x00280030'),
    imagerPixelSpacing: numbersOrNull(attributes, 'x00181164'),
  });
  warnings.push(...spacing.warnings);
  return {
    rows: layout.rows,
    columns: layout.columns,
    frames: layout.frames,
    samplesPerPixel: colour ? 3 : 1,
    photometric: colour ? 'RGB' : layout.photometric === 'MONOCHROME1' ? 'MONOCHROME1' : 'MONOCHROME2',
    sampleType: layout.palette ? 'uint8' : sampleTypeOf(layout),
    bitsStored: layout.palette ? 8 : layout.bitsStored,
    rescale: rescaleOf(holderOf(attributes, PIXEL_VALUE_TRANSFORMATION, 'x00281053'), modality, warnings),
    modalityLut: colour ? null : readLookupTable(attributes.items('x00283000')[0], layout.signed),
    windows: colour ? [] : windowsOf(voi),
    voiLut: colour ? null : readLookupTable(attributes.items('x00283010')[0], layout.signed),
    padding: colour ? null : paddingOf(attributes, layout.signed),
    spacing: spacing.spacing,
    imagePositionMm: tuple(holderOf(attributes, PLANE_POSITION, 'x00200032').numbers('x00200032')),
    imageOrientation: cosines(holderOf(attributes, PLANE_ORIENTATION, 'x00200037').numbers('x00200037')),
  };
}

/** A slope of 0 or no number scales nothing: stored values are then shown as they are, with a warning. */
function rescaleOf(holder: Attributes, modality: string | null, warnings: Coded[]): PixelDescription['rescale'] {
  const slope = holder.number('x00281053') ?? 1;
  const intercept = holder.number('x00281052') ?? 0;
  if (slope === 0 || !Number.isFinite(slope) || !Number.isFinite(intercept)) {
    warnings.push({ code: 'dicom-no-scale', details: {} });
    return { slope: 1, intercept: 0, unit: null };
  }
  const unit = holder.code('x00281054')?.slice(0, 16) ?? (modality === 'CT' ? 'HU' : null);
  return { slope, intercept, unit };
}

function windowsOf(holder: Attributes): Window[] {
  const centers = holder.numbers('x00281050');
  const widths = holder.numbers('x00281051');
  const shape = holder.code('x00281056');
  return centers.flatMap((center, i) => {
    const width = widths[i] ?? NaN;
    if (!Number.isFinite(center) || !(width > 0) || !Number.isFinite(width)) return [];
    return [{ center, width, function: shape === 'SIGMOID' || shape === 'LINEAR_EXACT' ? shape : 'LINEAR' }];
  });
}

function paddingOf(attributes: Attributes, signed: boolean): PixelDescription['padding'] {
  const read = (tag: string) => (signed ? attributes.signed(tag) : attributes.unsigned(tag));
  const value = read('x00280120');
  if (value === null) return null;
  const limit = read('x00280121') ?? value;
  return { from: Math.min(value, limit), to: Math.max(value, limit) };
}

function numbersOrNull(attributes: Attributes, tag: string): number[] | null {
  return attributes.has(tag) ? attributes.numbers(tag) : null;
}

function tuple(numbers: number[]): [number, number, number] | null {
  return numbers.length === 3 && numbers.every(Number.isFinite) ? (numbers as [number, number, number]) : null;
}

function cosines(numbers: number[]): number[] | null {
  return numbers.length === 6 && numbers.every(Number.isFinite) ? numbers : null;
}

function integer(attributes: Attributes, tag: string): number | null {
  const value = attributes.number(tag);
  return value !== null && Number.isSafeInteger(value) ? value : null;
}

function uid(attributes: Attributes, tag: string): string | null {
  const value = attributes.code(tag);
  return value !== null && /^[0-9.]{1,128}$/.test(value) ? value : null;
}

/** A code string (VR CS); anything that can't be one is unknown. */
function shortCode(value: string | null, max: number): string | null {
  const code = value?.toUpperCase() ?? '';
  return /^[A-Z0-9 _\\/-]+$/.test(code) && code.length <= max ? code : null;
}
