import { CodedError } from '../contract/coded.ts';
import { z } from '../schema.ts';
import type { LabelRow } from './labelled-case.ts';

/** Truth's word → the network's labels; several are joined by `+`. */
export type LabelMap = ReadonlyMap<string, readonly string[]>;

/** What a network's answers are compared with: labels that it `known`s, or masks. */
export type Truth =
  { readonly kind: 'labels'; readonly map: LabelMap; readonly known: readonly string[] } | { readonly kind: 'masks' };

/** More words than this are names or numbers, not labels. */
export const MOST_WORDS = 50;

const count = z.number().int().nonnegative();

/** What a person needs to know of a label file before words are mapped. */
export const LabelSummary = z.object({
  rows: count,
  /** Every word of the column `label` with its rows, the most frequent first; at most {@link MOST_WORDS}. */
  words: z.array(z.object({ word: z.string(), rows: count })).max(MOST_WORDS),
  /** How many different words there are. */
  differentWords: count,
  /** Columns that make subgroups. */
  columns: z.array(z.string()),
  /** How many patients the column `patient` names; null: there is none. */
  patients: count.nullable(),
  /** Rows with a label; null: there is no such column. */
  labels: count.nullable(),
  /** Rows with a mask; null: there is no such column. */
  masks: count.nullable(),
});
export type LabelSummary = z.infer<typeof LabelSummary>;

const RESERVED = ['file', 'label', 'mask'];

/**
 * Reads `NORMAL=normal,bacteria=pneumonia+bacterial`. Errors: `usage-wrong`.
 *
 * @param known the network's labels; words mapped to others mean that none of them is true
 */
export function readLabelMap(text: string, known: readonly string[]): LabelMap {
  const map = new Map<string, readonly string[]>();
  for (const part of text.split(',').filter(Boolean)) {
    const [word, labels, more] = part.split('=').map((side) => side.trim());
    if (!word || !labels || more !== undefined) throw new CodedError('usage-wrong', { problem: `--map ${part}` });
    map.set(
      word,
      labels.split('+').filter((label) => known.includes(label)),
    );
  }
  return map;
}

/**
 * Reads a table whose first row names its columns: `file`, and `label` or `mask`, whichever is compared; all others are
 * subgroups. A word that the map does not name and the network does not know is a mistake: taken for "none of the
 * labels" it would turn every figure round. A picture with several rows that say the same has one.
 *
 * @param rows of the file, the names first
 * @throws `labels-invalid` with the column or line that is wrong, counted from 1; `labels-many` with the line of a picture of which
 *   an earlier one says something else
 */
export function labelTable(rows: readonly (readonly string[])[], truth: Truth): LabelRow[] {
  const { columns, lines, cell } = tableOf(rows);
  const compared = truth.kind === 'labels' ? 'label' : 'mask';
  if (!columns.includes(compared)) throw new CodedError('labels-invalid', { line: 1, column: compared });
  const groupColumns = columns.filter((name) => name !== 'file' && name !== compared && name !== 'mask' && name !== '');
  const byFile = new Map<string, LabelRow>();
  lines.forEach((line, index) => {
    const row = rowOf(line, index);
    const before = byFile.get(row.file);
    // a table with a row for each finding: whichever counted, the other would be taken for absent
    if (before && String([before.labels, before.mask]) !== String([row.labels, row.mask])) {
      throw new CodedError('labels-many', { line: index + 2 });
    }
    byFile.set(row.file, before ?? row);
  });
  return [...byFile.values()];

  function rowOf(line: readonly string[], index: number): LabelRow {
    const file = cell(line, 'file').replaceAll('\\', '/');
    if (file === '') throw new CodedError('labels-invalid', { line: index + 2, column: 'file' });
    const groups = Object.fromEntries(groupColumns.map((name) => [name, cell(line, name)]));
    if (truth.kind === 'labels') {
      return { file, labels: labelsOf(cell(line, 'label'), truth, index + 2), mask: null, groups };
    }
    return { file, labels: null, mask: cell(line, 'mask').replaceAll('\\', '/') || null, groups };
  }
}

/**
 * What a label file holds, for whoever maps its words.
 *
 * @throws `labels-invalid` without a column `file`, or without both `label` and `mask`
 */
export function labelSummary(rows: readonly (readonly string[])[]): LabelSummary {
  const { columns, lines, cell } = tableOf(rows);
  if (!columns.includes('label') && !columns.includes('mask')) {
    throw new CodedError('labels-invalid', { line: 1, column: 'label' });
  }
  const words = new Map<string, number>();
  for (const line of columns.includes('label') ? lines : []) {
    const word = cell(line, 'label');
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  const patients = new Set(lines.map((line) => cell(line, 'patient')));
  const filled = (column: string) =>
    columns.includes(column) ? lines.filter((line) => cell(line, column) !== '').length : null;
  return {
    rows: lines.length,
    differentWords: words.size,
    words: [...words]
      .map(([word, count]) => ({ word, rows: count }))
      .sort((a, b) => b.rows - a.rows)
      .slice(0, MOST_WORDS),
    columns: columns.filter((name) => name !== '' && name !== 'patient' && !RESERVED.includes(name)),
    patients: columns.includes('patient') ? patients.size : null,
    labels: filled('label'),
    masks: filled('mask'),
  };
}

function tableOf([names = [], ...lines]: readonly (readonly string[])[]) {
  const columns = names.map((name) => name.trim().toLowerCase());
  if (!columns.includes('file')) throw new CodedError('labels-invalid', { line: 1, column: 'file' });
  const cell = (line: readonly string[], name: string) => (line[columns.indexOf(name)] ?? '').trim();
  return { columns, lines, cell };
}

function labelsOf(text: string, { map, known }: Extract<Truth, { kind: 'labels' }>, line: number): readonly string[] {
  const mapped = map.get(text);
  if (mapped) return mapped;
  const labels = text.split('+').map((label) => label.trim().toLowerCase());
  if (text === '' || labels.some((label) => !known.includes(label))) {
    throw new CodedError('labels-invalid', { line, column: 'label', found: text.slice(0, 60) });
  }
  return labels;
}
