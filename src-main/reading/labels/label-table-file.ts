import { parse } from 'csv-parse/sync';
import { Refusals, type ImportedLabels, type ImportedPicture } from '../../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import { answerOf, fieldCalled } from '../../../src-shared/annotation/schema-words.ts';
import { CodedError, type Coded } from '../../../src-shared/contract/coded.ts';

const MOST_BYTES = 64 * 2 ** 20;
const MOST_ROWS = 1_000_000;
const PICTURE_COLUMNS = ['item', 'file', 'filename', 'file_name', 'image', 'picture', 'name'];
/** Columns of our own tables that are no answers. */
const ABOUT = new Set(['slice', 'part', 'reader', 'schema_version']);

/**
 * A table of answers in the words of a schema: a column that names the picture (`item`, `file`, `image` …), perhaps `slice` (from 0), and
 * a column a field, by key or title. Empty cells are no answers.
 *
 * @throws `label-file-damaged` for what is no table or names no picture, `label-file-too-large`, `label-category-unknown` where no
 *   column is a field. Left out and told: `label-answer-invalid`, `label-category-unknown` of a column
 */
export function tableLabels(bytes: Uint8Array, schema: LabelSchema): ImportedLabels {
  if (bytes.length > MOST_BYTES) throw new CodedError('label-file-too-large');
  const [head = [], ...rows] = cellsOf(bytes);
  if (rows.length > MOST_ROWS) throw new CodedError('label-file-too-large');
  const columns = head.map((name) => name.trim());
  const lower = columns.map((name) => name.toLowerCase());
  const pictureAt = PICTURE_COLUMNS.map((name) => lower.indexOf(name)).find((at) => at >= 0);
  const sliceAt = lower.indexOf('slice');
  if (pictureAt === undefined || new Set(lower).size !== lower.length)
    throw new CodedError('label-file-damaged', { line: 1 });
  const refusals = new Refusals();
  const scope = sliceAt >= 0 ? 'slice' : 'item';
  const fields = columns.flatMap((name, at) => {
    if (at === pictureAt || ABOUT.has(lower[at] as string)) return [];
    const field = fieldCalled(schema, name);
    if (field?.scope === scope) return [{ at, field }];
    refusals.add(name, { code: 'label-category-unknown', details: { name: name.slice(0, 200) } });
    return [];
  });
  if (fields.length === 0) throw new CodedError('label-category-unknown', { name: columns.join(', ').slice(0, 200) });
  const pictures = new Map<string, ImportedPicture>();
  rows.forEach((cells, i) => {
    const line = i + 2;
    const refuse = (code: Coded['code'], details: Coded['details'] = {}) =>
      refusals.add(`${cells[pictureAt] ?? ''}`, { code, details: { line, ...details } });
    const name = cells[pictureAt]?.trim() ?? '';
    const slice = sliceAt < 0 ? null : Number(cells[sliceAt] === '' ? NaN : cells[sliceAt]);
    if (
      name === '' ||
      name.length > 1024 ||
      (slice !== null && !(Number.isInteger(slice) && slice >= 0 && slice < 100_000))
    ) {
      return refuse('label-file-damaged');
    }
    const picture: ImportedPicture = pictures.get(name) ?? {
      ...{ name, size: null, slices: null, about: null, masks: [], shapes: [], answers: [] },
    };
    for (const { at, field } of fields) {
      const cell = cells[at] ?? '';
      if (cell.trim() === '') continue;
      const answer = answerOf(field, cell);
      if (answer === null) refuse('label-answer-invalid', { field: field.key });
      else picture.answers.push({ field: field.key, slice, answer });
    }
    pictures.set(name, picture);
  });
  return { format: 'table', pictures: [...pictures.values()], refused: refusals.list, refusedCount: refusals.count };
}

function cellsOf(bytes: Uint8Array): string[][] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return parse(text, { bom: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    const { lines } = error as { lines?: number };
    throw new CodedError('label-file-damaged', lines === undefined ? {} : { line: lines }, { cause: error });
  }
}
