import type { ExportItem } from '../annotation/export-item.ts';
import type { LabelSchema } from '../annotation/label-schema.ts';
import { regionsOf } from './regions.ts';

/** What a line of a YOLO label file holds beside its class: a box, or the corners of a polygon. */
export type YoloLines = 'boxes' | 'polygons';

const DIGITS = 8;

/**
 * The label file of a slice as Ultralytics reads it: a line an object, class (counted from 0 in the schema's order), then
 * middle, width and height of its box, or x and y of each corner; all as shares of the picture's width and height. Points are
 * left out: they have no extent.
 */
export function yoloLabels(
  item: ExportItem,
  slice: number,
  schema: Pick<LabelSchema, 'segments'>,
  lines: YoloLines,
): string {
  const { rows, columns } = item;
  const share = (value: number, of: number) => String(Number((value / of).toFixed(DIGITS)));
  return regionsOf(item, slice)
    .filter(({ kind }) => kind !== 'point')
    .flatMap(({ segment, box, polygons }) => {
      const number = schema.segments.findIndex((one) => one.number === segment);
      if (lines === 'polygons') {
        return polygons.map((polygon) => [number, ...polygon.flatMap(([x, y]) => [share(x, columns), share(y, rows)])]);
      }
      const [left, top, right, bottom] = box;
      const middle = [share((left + right) / 2, columns), share((top + bottom) / 2, rows)];
      return [[number, ...middle, share(right - left, columns), share(bottom - top, rows)]];
    })
    .map((words) => `${words.join(' ')}\n`)
    .join('');
}

/** `data.yaml`: where the pictures are, and what the classes are called. Keys need no quotes; titles are left out. */
export function yoloData(
  schema: Pick<LabelSchema, 'segments'>,
  folders: Readonly<Record<'train' | 'val' | 'test', string | null>>,
): string {
  return [
    'path: .',
    `train: ${folders.train ?? ''}`,
    `val: ${folders.val ?? ''}`,
    ...(folders.test === null ? [] : [`test: ${folders.test}`]),
    `nc: ${schema.segments.length}`,
    'names:',
    ...schema.segments.map(({ key }, i) => `  ${i}: "${key}"`),
    '',
  ].join('\n');
}
