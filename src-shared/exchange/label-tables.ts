import type { ExportItem } from '../annotation/export-item.ts';
import type { FieldAnswer, FieldScope, LabelSchema } from '../annotation/label-schema.ts';
import { csvCell } from '../tables/csv-cell.ts';

/** Columns that stand before the schema's own fields. */
const PLACE_COLUMNS = {
  item: ['item', 'part', 'reader', 'schema_version'],
  slice: ['item', 'slice'],
  region: ['item', 'slice', 'region', 'segment', 'kind'],
} as const satisfies Record<FieldScope, readonly string[]>;

type Schema = Pick<LabelSchema, 'fields' | 'segments'>;

/** The first line of the table of one scope; null: the schema asks nothing there, and of regions: has none. */
export function labelTableHead(schema: Schema, scope: FieldScope): string | null {
  const keys = fieldsOf(schema, scope);
  if (scope === 'slice' && keys.length === 0) return null;
  if (scope === 'region' && schema.segments.length === 0) return null;
  return line([...PLACE_COLUMNS[scope], ...keys]);
}

/**
 * The lines of an item in the table of one scope: its own, one a slice that has answers, one a region (shape) that was drawn. Slices
 * count from 0; several choices are joined by `;`. Empty: not answered.
 */
export function labelTableLines(item: ExportItem, schema: Schema, scope: FieldScope): string {
  const keys = fieldsOf(schema, scope);
  const cells = (isHere: (place: ExportItem['answers'][number]['place']) => boolean) =>
    keys.map((key) => cellOf(item.answers.find(({ field, place }) => field === key && isHere(place))?.answer));
  if (scope === 'item') {
    const about = [item.id, item.part ?? '', item.reader ?? '', String(item.schema.version)];
    return line([...about, ...cells((place) => place.scope === 'item')]);
  }
  if (scope === 'slice') {
    const slices = new Set(item.answers.flatMap(({ place }) => (place.scope === 'slice' ? [place.slice] : [])));
    return [...slices]
      .sort((a, b) => a - b)
      .map((slice) => line([item.id, String(slice), ...cells((at) => at.scope === 'slice' && at.slice === slice)]))
      .join('');
  }
  return item.shapes
    .map(({ uid, slice, segment, kind }) => {
      const key = schema.segments.find(({ number }) => number === segment)?.key ?? String(segment);
      return line([item.id, String(slice), uid, key, kind, ...cells((at) => at.scope === 'region' && at.uid === uid)]);
    })
    .join('');
}

const fieldsOf = ({ fields }: Schema, scope: FieldScope) =>
  fields.filter((field) => field.scope === scope).map(({ key }) => key);

/** Numbers as they are; what is no number and begins like a formula gets an apostrophe. */
function cellOf(answer: FieldAnswer | undefined): string {
  if (answer === undefined) return '';
  if (typeof answer === 'number') return String(answer);
  return csvCell(typeof answer === 'string' ? answer : answer.join(';'));
}

function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}

/**
 * All that was said of an item, as `labels.json` holds it: masks as our own run lengths (row by row, outside first).
 *
 * @param pixelSha256 over the stored values that were labelled; null: unknown
 */
export function labelRecord(item: ExportItem, schema: Schema, pixelSha256: string | null) {
  const key = (segment: number) => schema.segments.find(({ number }) => number === segment)?.key ?? String(segment);
  return {
    item: item.id,
    ...(item.name === null ? {} : { name: item.name }),
    part: item.part,
    reader: item.reader,
    labelledAt: item.labelledAt,
    schema: item.schema,
    rows: item.rows,
    columns: item.columns,
    slices: item.slices.length,
    spacingMm: item.spacingMm,
    pixelSha256,
    models: item.models,
    answers: item.answers.map(({ field, place, answer }) => ({ field, ...place, answer })),
    masks: item.masks.map(({ segment, slices }) => ({ segment: key(segment), slices })),
    shapes: item.shapes.map(({ uid, segment, slice, kind, points, drawer }) => {
      return { uid, segment: key(segment), slice, kind, points, drawnBy: drawer.by };
    }),
  };
}
