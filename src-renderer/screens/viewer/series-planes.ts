import type { CaseSeries } from '../../../src-shared/contract/records.ts';
import type { ImagePlane } from '../../../src-shared/imaging/plane-intersection.ts';
import { isPlaced, planesOf } from '../../../src-shared/imaging/series-plane.ts';

/**
 * Where the frames of a series lie in the patient, one entry a frame in the order of `framesOf`; null where a frame's place,
 * pixel size or frame of reference is unknown.
 */
export function imagePlanesOf({ instances }: Pick<CaseSeries, 'instances'>): (ImagePlane | null)[] {
  return instances.flatMap(({ description }) => {
    const frameOfReferenceUid = description.acquisition?.frameOfReferenceUid ?? null;
    return planesOf({ name: '', description }).map((plane): ImagePlane | null => {
      const { rowMm, columnMm, rows, columns } = plane;
      if (!isPlaced(plane) || rowMm === null || columnMm === null || frameOfReferenceUid === null) return null;
      const { positionMm, orientation } = plane;
      return { positionMm, orientation, rowMm, columnMm, rows, columns, frameOfReferenceUid };
    });
  });
}
