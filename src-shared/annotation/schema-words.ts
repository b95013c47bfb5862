import { answerFault, type Field, type FieldAnswer, type LabelSchema, type Segment } from './label-schema.ts';

/** `Left Lung`, `left_lung` and `left-lung` are one word. */
const comparable = (word: string) =>
  word
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');

type Named = { readonly key: string; readonly title: { readonly en: string; readonly zh: string } };

const isCalled = ({ key, title }: Named, word: string) =>
  [key, title.en, title.zh].some((name) => comparable(name) === comparable(word));

/** The segment that another program's category means: by key, by title in either language; null: none. */
export function segmentCalled({ segments }: Pick<LabelSchema, 'segments'>, word: string): Segment | null {
  return (
    segments.find((segment) => segment.key === word) ?? segments.find((segment) => isCalled(segment, word)) ?? null
  );
}

/** The field that a column means; null: none. */
export function fieldCalled({ fields }: Pick<LabelSchema, 'fields'>, word: string): Field | null {
  return fields.find(({ key }) => key === word) ?? fields.find((field) => isCalled(field, word)) ?? null;
}

/** The answer that a cell of a table holds; null where it does not fit the question. Several choices are parted by `;`. */
export function answerOf(field: Field, cell: string): FieldAnswer | null {
  const answer = meant(field, cell);
  return answer !== null && answerFault(field, answer) === null ? answer : null;
}

function meant(field: Field, cell: string): FieldAnswer | null {
  switch (field.kind) {
    case 'single':
    case 'ordinal':
      return field.options.find((option) => isCalled(option, cell))?.key ?? null;
    case 'multiple':
    case 'checklist': {
      const words = cell.split(';').filter((word) => word.trim() !== '');
      const keys = words.map((word) => field.options.find((option) => isCalled(option, word))?.key);
      return keys.every((key) => key !== undefined) ? keys : null;
    }
    case 'number': {
      // what is no decimal number is none: not hexadecimal, not empty
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell.trim()) ? Number(cell) : null;
    }
    case 'text':
      // the apostrophe that keeps a table from taking a text for a formula
      return cell.replace(/^'(?=[=+\-@\t\r\n])/, '');
  }
}
