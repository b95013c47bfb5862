import {
  MOST_REFUSED,
  Refusals,
  type ImportedLabels,
  type ImportedPicture,
} from '../../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema, Segment } from '../../../src-shared/annotation/label-schema.ts';
import { insideOfRuns, pixelsOfRuns, runsOf, type MaskRuns } from '../../../src-shared/annotation/mask-runs.ts';
import { segmentCalled } from '../../../src-shared/annotation/schema-words.ts';
import { CodedError, toCoded } from '../../../src-shared/contract/coded.ts';
import { countsOfCompressed, runsOfCocoCounts } from '../../../src-shared/annotation/coco-runs.ts';
import type { Point } from '../../../src-shared/drawing/plane.ts';
import { cutPolygonsOfRuns, pixelsOfPolygons } from '../../../src-shared/exchange/mask-polygons.ts';
import { z } from '../../../src-shared/schema.ts';

const id = z.number().int();
const side = z.number().int().min(1).max(65_535);
const Image = z.object({ id, file_name: z.string().min(1).max(1024), width: side, height: side });
const Category = z.object({ id, name: z.string().max(200) });
const Runs = z.object({
  size: z.tuple([side, side]),
  counts: z.union([z.string().max(16_000_000), z.array(z.number()).max(4_000_000)]),
});
const Annotation = z.object({
  image_id: id,
  category_id: id,
  bbox: z.array(z.number()).length(4).optional(),
  segmentation: z.union([z.array(z.array(z.number()).max(200_000)).max(100_000), Runs]).optional(),
  keypoints: z.array(z.number()).max(3000).optional(),
});
type Annotation = z.infer<typeof Annotation>;
const Coco = z.object({
  images: z.array(z.unknown()).max(1_000_000),
  annotations: z.array(z.unknown()).max(4_000_000),
  categories: z.array(Category).max(10_000),
});

/** A picture may be this large (`reading/pictures`). */
const MOST_PIXELS = 178_956_970;
/** How far rounding may put a corner outside. */
const ROUNDING_PX = 1;
const MOST_CORNERS = 10_000;

type Picture = ImportedPicture & { readonly size: { rows: number; columns: number } };

/** Whether a parsed JSON text is COCO's. */
export function looksLikeCoco(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'images' in content && 'annotations' in content;
}

/**
 * COCO's labels in the words of a schema: masks from polygons and run lengths, boxes, points and polygons, each as the segment that its
 * category means is drawn. A mask that comes in several annotations is one.
 *
 * @param alive called now and then
 * @throws `label-file-damaged` where the file as a whole is none. Left out and told: `label-category-unknown`,
 *   `label-picture-missing` (of an annotation), `label-size-differs`, `label-runs-damaged`, `label-outside-picture`,
 *   `label-kind-differs`, `label-file-damaged`
 */
export function cocoLabels(content: unknown, schema: LabelSchema, alive: () => void): ImportedLabels {
  const whole = Coco.safeParse(content);
  if (!whole.success) throw new CodedError('label-file-damaged', fault(whole.error));
  const refusals = new Refusals();
  const segments = new Map<number, Segment>();
  for (const { id: number, name } of whole.data.categories) {
    const segment = segmentCalled(schema, name);
    if (segment) segments.set(number, segment);
    else refusals.add(name, { code: 'label-category-unknown', details: { name } });
  }
  const known = new Set(whole.data.categories.map(({ id: number }) => number));
  const pictures = new Map<number, { picture: Picture; masks: Map<number, Uint8Array> }>();
  for (const raw of whole.data.images) {
    const { data: image } = Image.safeParse(raw);
    if (!image || image.width * image.height > MOST_PIXELS || pictures.has(image.id)) {
      refusals.add(image?.file_name ?? 'images', { code: 'label-file-damaged', details: {} });
      continue;
    }
    const size = { rows: image.height, columns: image.width };
    const about = { name: image.file_name, size, slices: null, about: null };
    pictures.set(image.id, { picture: { ...about, masks: [], shapes: [], answers: [] }, masks: new Map() });
  }
  // by picture, so that one picture's masks are in hand at a time
  const byPicture = new Map<number, Annotation[]>();
  whole.data.annotations.forEach((raw, i) => {
    const parsed = Annotation.safeParse(raw);
    const annotation = parsed.data;
    const name = String((raw as { id?: unknown } | null)?.id ?? i + 1);
    if (!annotation) refusals.add(name, { code: 'label-file-damaged', details: fault(parsed.error) });
    else if (!pictures.has(annotation.image_id)) {
      refusals.add(name, { code: 'label-picture-missing', details: { name: annotation.image_id } });
    } else if (!segments.has(annotation.category_id)) {
      // a category that is listed was told once
      if (!known.has(annotation.category_id)) {
        refusals.add(name, { code: 'label-category-unknown', details: { name: annotation.category_id } });
      }
    } else byPicture.set(annotation.image_id, [...(byPicture.get(annotation.image_id) ?? []), annotation]);
  });
  for (const [number, annotations] of byPicture) {
    alive();
    const { picture, masks } = pictures.get(number) as { picture: Picture; masks: Map<number, Uint8Array> };
    for (const annotation of annotations) {
      try {
        take(annotation, segments.get(annotation.category_id) as Segment, picture, masks);
      } catch (error) {
        refusals.add(picture.name ?? '', toCoded(error));
      }
    }
    for (const [segment, values] of masks) {
      const runs = runsOf(values);
      if (insideOfRuns(runs) > 0) picture.masks.push({ segment, slices: [{ slice: 0, runs }] });
    }
    masks.clear();
  }
  return {
    format: 'coco',
    pictures: [...pictures.values()].map(({ picture }) => picture),
    refused: refusals.list.slice(0, MOST_REFUSED),
    refusedCount: refusals.count,
  };
}

function take(
  annotation: Annotation,
  { number: segment, drawn }: Segment,
  { size, shapes }: Picture,
  masks: Map<number, Uint8Array>,
): void {
  const { bbox, segmentation, keypoints } = annotation;
  const add = (kind: 'box' | 'point' | 'polygon', points: Point[]) => {
    if (points.length > MOST_CORNERS) throw new CodedError('label-file-damaged');
    shapes.push({ segment, slice: 0, kind, points: points.map(([x, y]) => [x, y]) });
  };
  if (drawn === 'box') {
    if (!bbox) throw new CodedError('label-kind-differs');
    const [left, top, width, height] = bbox as [number, number, number, number];
    if (!(width >= 0 && height >= 0)) throw new CodedError('label-file-damaged');
    add(
      'box',
      inPicture(
        [
          [left, top],
          [left + width, top + height],
        ],
        size,
      ),
    );
    return;
  }
  if (drawn === 'point') {
    if (!keypoints || keypoints.length % 3 !== 0) throw new CodedError('label-kind-differs');
    for (let i = 0; i < keypoints.length; i += 3) {
      const [x, y, seen] = keypoints.slice(i, i + 3) as [number, number, number];
      if (seen > 0) add('point', inPicture([[x, y]], size));
    }
    return;
  }
  if (!segmentation) throw new CodedError('label-kind-differs');
  if (drawn === 'polygon') {
    const polygons = Array.isArray(segmentation)
      ? segmentation.map((flat) => inPicture(cornersOf(flat), size))
      : cutPolygonsOfRuns(runsOfCoco(segmentation, size), size.rows, size.columns);
    for (const polygon of polygons) add('polygon', [...polygon]);
    return;
  }
  const { rows, columns } = size;
  const values = Array.isArray(segmentation)
    ? pixelsOfPolygons(
        segmentation.map((flat) => inPicture(cornersOf(flat), size)),
        rows,
        columns,
      )
    : pixelsOfRuns(runsOfCoco(segmentation, size), rows * columns);
  const before = masks.get(segment);
  if (before) values.forEach((inside, i) => (before[i] ||= inside));
  else masks.set(segment, values);
}

function runsOfCoco({ size: [rows, columns], counts }: z.infer<typeof Runs>, size: Picture['size']): MaskRuns {
  if (rows !== size.rows || columns !== size.columns) throw new CodedError('label-size-differs', { rows, columns });
  try {
    return runsOfCocoCounts(typeof counts === 'string' ? countsOfCompressed(counts) : counts, rows, columns);
  } catch (cause) {
    throw new CodedError('label-runs-damaged', { rows, columns }, { cause });
  }
}

function cornersOf(flat: readonly number[]): Point[] {
  if (flat.length < 6 || flat.length % 2 !== 0) throw new CodedError('label-file-damaged');
  return Array.from({ length: flat.length / 2 }, (_, i): Point => [flat[2 * i] as number, flat[2 * i + 1] as number]);
}

/** Corners moved onto the border where rounding put them outside. Throws `label-outside-picture` further out. */
function inPicture(corners: readonly Point[], { rows, columns }: Picture['size']): Point[] {
  const moved = (value: number, most: number) => {
    if (!(value >= -ROUNDING_PX && value <= most + ROUNDING_PX)) throw new CodedError('label-outside-picture');
    return Math.min(most, Math.max(0, value));
  };
  return corners.map(([x, y]): Point => [moved(x, columns), moved(y, rows)]);
}

function fault(error: z.ZodError): { field: string } {
  return { field: (error.issues[0]?.path.join('.') ?? '').slice(0, 200) };
}
