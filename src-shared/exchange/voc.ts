import type { ExportItem } from '../annotation/export-item.ts';
import type { LabelSchema } from '../annotation/label-schema.ts';
import { regionsOf } from './regions.ts';

/**
 * A slice's annotation as Pascal VOC writes it (VOC2012 development kit, 4): a box an object, its corners whole pixels counted
 * from 1, the last one inside. Points are left out: they have no extent.
 *
 * @param picture file name of the picture
 */
export function vocAnnotation(
  item: ExportItem,
  slice: number,
  schema: Pick<LabelSchema, 'key' | 'segments'>,
  picture: string,
): string {
  const { rows, columns, samplesPerPixel } = item;
  const regions = regionsOf(item, slice).filter(({ kind }) => kind !== 'point');
  const lines = [
    '<annotation>',
    '  <folder>JPEGImages</folder>',
    `  <filename>${xmlText(picture)}</filename>`,
    `  <source><database>${xmlText(schema.key)}</database></source>`,
    `  <size><width>${columns}</width><height>${rows}</height><depth>${samplesPerPixel}</depth></size>`,
    `  <segmented>${Number(regions.some(({ kind }) => kind !== 'box'))}</segmented>`,
    ...regions.map(({ segment, box: [left, top, right, bottom] }) => {
      const name = schema.segments.find(({ number }) => number === segment)?.key ?? String(segment);
      const first = (from: number, most: number) => Math.min(most, Math.floor(from) + 1);
      const last = (from: number, to: number, most: number) =>
        Math.min(most, Math.max(first(from, most), Math.ceil(to)));
      const truncated = left <= 0 || top <= 0 || right >= columns || bottom >= rows;
      return [
        `  <object><name>${xmlText(name)}</name><pose>Unspecified</pose>`,
        `<truncated>${Number(truncated)}</truncated><difficult>0</difficult><bndbox>`,
        `<xmin>${first(left, columns)}</xmin><ymin>${first(top, rows)}</ymin>`,
        `<xmax>${last(left, right, columns)}</xmax><ymax>${last(top, bottom, rows)}</ymax></bndbox></object>`,
      ].join('');
    }),
    '</annotation>',
    '',
  ];
  return lines.join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text between tags; what XML can't hold at all (control characters) is left out. */
function xmlText(text: string): string {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] as string);
}
