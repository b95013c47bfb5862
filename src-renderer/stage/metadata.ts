import { Enums } from '@cornerstonejs/core';
import type { CaseInstance } from '../../src-shared/contract/records.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import { commonType, type DisplayedType } from './displayed-values.ts';
import { frameOf } from './image-id.ts';

const known = new Map<InstanceId, CaseInstance>();
/** By series and size of pictures. */
const types = new Map<string, DisplayedType>();

/** The instances that may be shown from now on; those of a case shown before are forgotten. */
export function knowOnly(instances: readonly CaseInstance[]): void {
  known.clear();
  types.clear();
  for (const instance of instances) known.set(instance.id, instance);
}

/** Further instances that may be shown beside them. */
export function knowAlso(instances: readonly CaseInstance[]): void {
  types.clear();
  for (const instance of instances) known.set(instance.id, instance);
}

/** The type of the values of all pictures of an instance's series and size: slices of one volume are of one, however each is scaled. */
export function displayedTypeOf({ description }: CaseInstance): DisplayedType {
  const key = stackKey(description);
  const told = types.get(key);
  if (told) return told;
  const frames: PixelDescription[] = [];
  for (const other of known.values()) {
    if (stackKey(other.description) !== key) continue;
    const { pixels } = other.description;
    frames.push(pixels);
    pixels.perFrame?.forEach((own, frame) => {
      if (own.rescale || own.voiLut !== undefined) frames.push(pixelsOfFrame(pixels, frame));
    });
  }
  const type = commonType(frames);
  types.set(key, type);
  return type;
}

const stackKey = ({ seriesUid, pixels: { rows, columns } }: CaseInstance['description']) =>
  `${seriesUid ?? ''} ${rows} × ${columns}`;

/** An instance that may be shown; undefined for any other. */
export function knownInstance(id: InstanceId): CaseInstance | undefined {
  return known.get(id);
}

/** Answers Cornerstone's questions about frames of this program's scheme, and no others. */
export function provideMetadata(type: string, imageId: unknown): unknown {
  if (typeof imageId !== 'string') return undefined;
  const key = frameOf(imageId);
  const instance = key ? known.get(key.instanceId) : undefined;
  if (!instance) return undefined;
  const { description } = instance;
  const { gate, acquisition } = description;
  const pixels = pixelsOfFrame(description.pixels, key?.frame ?? 0);
  switch (type) {
    case Enums.MetadataModules.IMAGE_PIXEL:
      return {
        samplesPerPixel: pixels.samplesPerPixel,
        photometricInterpretation: pixels.photometric,
        rows: pixels.rows,
        columns: pixels.columns,
        bitsAllocated: pixels.bitsStored <= 8 ? 8 : pixels.bitsStored <= 16 ? 16 : 32,
        bitsStored: pixels.bitsStored,
        highBit: pixels.bitsStored - 1,
        pixelRepresentation: pixels.sampleType.startsWith('int') ? 1 : 0,
      };
    case Enums.MetadataModules.GENERAL_SERIES:
      return { modality: gate.modality ?? '', seriesInstanceUID: description.seriesUid ?? '' };
    case Enums.MetadataModules.IMAGE_PLANE: {
      const cosines = pixels.imageOrientation ?? [1, 0, 0, 0, 1, 0];
      return {
        rows: pixels.rows,
        columns: pixels.columns,
        imageOrientationPatient: cosines,
        rowCosines: cosines.slice(0, 3),
        columnCosines: cosines.slice(3, 6),
        imagePositionPatient: pixels.imagePositionMm ?? [0, 0, 0],
        rowPixelSpacing: pixels.spacing.rowMm ?? pixels.spacing.aspectRatio ?? 1,
        columnPixelSpacing: pixels.spacing.columnMm ?? 1,
        pixelSpacing: [pixels.spacing.rowMm ?? pixels.spacing.aspectRatio ?? 1, pixels.spacing.columnMm ?? 1],
        frameOfReferenceUID: acquisition?.frameOfReferenceUid ?? undefined,
        usingDefaultValues: pixels.spacing.provenance === 'none',
      };
    }
    default:
      return undefined;
  }
}
