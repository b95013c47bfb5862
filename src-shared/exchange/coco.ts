import { cocoCounts, compressedCounts } from '../annotation/coco-runs.ts';
import type { ExportItem } from '../annotation/export-item.ts';
import type { LabelSchema, Segment } from '../annotation/label-schema.ts';
import { regionsOf, type Region } from './regions.ts';

/**
 * COCO's data format (cocodataset.org, "Data format"; field types as `pycocotools` reads them). Coordinates are pixels from
 * the outer corner of the first pixel, as ours are.
 */
export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  /** Left, top, width, height. */
  readonly bbox: readonly number[];
  readonly area: number;
  readonly iscrowd: 0;
  readonly segmentation?:
    readonly (readonly number[])[] | { readonly size: readonly number[]; readonly counts: string };
  /** x, y and 2 for a point that was seen. */
  readonly keypoints?: readonly number[];
  readonly num_keypoints?: number;
  /** What was answered about this object, by the schema's keys. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A segment as a category: its number is the id, its key the name. */
export function cocoCategory({ number, key, drawn, title }: Segment, schema: Pick<LabelSchema, 'key'>) {
  const keypoints = drawn === 'point' ? { keypoints: [key], skeleton: [] } : {};
  return { id: number, name: key, supercategory: schema.key, title: title.en, ...keypoints };
}

/**
 * The objects of a slice as annotations, their masks as polygons and as run lengths. A hole is joined to the border of its
 * part by a cut of no width.
 *
 * @param firstId of the annotations
 */
export function cocoAnnotations(
  item: ExportItem,
  slice: number,
  about: { readonly firstId: number; readonly imageId: number },
): Readonly<Record<'polygons' | 'runs', CocoAnnotation[]>> {
  const regions = regionsOf(item, slice);
  return {
    polygons: annotationsOf(item, regions, 'polygons', about),
    runs: annotationsOf(item, regions, 'runs', about),
  };
}

function annotationsOf(
  item: ExportItem,
  regions: readonly Region[],
  masks: 'polygons' | 'runs',
  { firstId, imageId }: { readonly firstId: number; readonly imageId: number },
): CocoAnnotation[] {
  return regions.map((region, i): CocoAnnotation => {
    const { segment, box, area, kind } = region;
    const attributes = attributesOf(item, region.uid);
    return {
      id: firstId + i,
      image_id: imageId,
      category_id: segment,
      bbox: [box[0], box[1], box[2] - box[0], box[3] - box[1]],
      area,
      iscrowd: 0,
      ...(kind === 'point'
        ? { keypoints: [box[0], box[1], 2], num_keypoints: 1 }
        : kind === 'box'
          ? {}
          : { segmentation: segmentationOf(region, item, masks) }),
      ...(attributes ? { attributes } : {}),
    };
  });
}

function segmentationOf(
  { runs, polygons }: Region,
  { rows, columns }: ExportItem,
  masks: 'polygons' | 'runs',
): NonNullable<CocoAnnotation['segmentation']> {
  if (masks === 'runs' && runs)
    return { size: [rows, columns], counts: compressedCounts(cocoCounts(runs, rows, columns)) };
  return polygons.map((polygon) => polygon.flat());
}

/** Answers about a region, by field; null: none. */
export function attributesOf({ answers }: ExportItem, uid: string | null): Record<string, unknown> | null {
  const own = answers.filter(({ place }) => place.scope === 'region' && place.uid === uid);
  return own.length === 0 ? null : Object.fromEntries(own.map(({ field, answer }) => [field, answer]));
}
