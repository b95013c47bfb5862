import {
  LabelSchema,
  type Field,
  type FieldKind,
  type FieldScope,
  type Segment,
} from '../../../src-shared/annotation/label-schema.ts';

/** A segment as it is typed. */
export interface SegmentDraft {
  en: string;
  zh: string;
  colour: string;
  drawn: Segment['drawn'];
  overlaps: boolean;
}

/** A question as it is typed; options one a line, `English | 中文`. */
export interface FieldDraft {
  en: string;
  zh: string;
  kind: FieldKind;
  scope: FieldScope;
  required: boolean;
  options: string;
  /** Asked only where an earlier question (its place) has one of these answers (places of its options); null: always. */
  when: { readonly field: number; readonly is: readonly number[] } | null;
}

/** A schema as it is typed. */
export interface SchemaDraft {
  en: string;
  zh: string;
  segments: SegmentDraft[];
  fields: FieldDraft[];
}

/** Okabe and Ito's colours, which colour-blind people tell apart: one after the other for new segments. */
export const SEGMENT_COLOURS = ['#e69f00', '#56b4e9', '#f0e442', '#d55e00', '#cc79a7', '#009e73', '#0072b2'] as const;

const MOST_CHARACTERS = 2000;

/** A key of a title: small Latin letters and digits; what has none is called by its number. Unlike all those before it. */
function keyOf(title: string, fallback: string, taken: Set<string>): string {
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  const base = plain || fallback;
  let key = base;
  for (let n = 2; taken.has(key); n++) key = `${base}-${n}`;
  taken.add(key);
  return key;
}

/** A text in both languages; the language that was left out says the same as the other. */
const both = (en: string, zh: string) => ({ en: en.trim() || zh.trim(), zh: zh.trim() || en.trim() });

function optionsOf(lines: string) {
  const taken = new Set<string>();
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => {
      const [en = '', zh = ''] = line.split('|');
      return { key: keyOf(en, `option-${i + 1}`, taken), title: both(en, zh), code: null };
    });
}

function fieldOf(draft: FieldDraft, i: number, taken: Set<string>, before: readonly Field[]): Field {
  const { kind, scope, required } = draft;
  const base = {
    ...{ key: keyOf(draft.en, `question-${i + 1}`, taken), title: both(draft.en, draft.zh) },
    ...{ help: null, scope, required, when: conditionOf(draft, before) },
  };
  if (kind === 'number') return { ...base, kind, least: null, most: null, unit: null, decimals: 2 };
  if (kind === 'text') return { ...base, kind, mostCharacters: MOST_CHARACTERS };
  return { ...base, kind, options: optionsOf(draft.options) };
}

function conditionOf({ when }: FieldDraft, before: readonly Field[]): Field['when'] {
  const other = when && before[when.field];
  if (!when || !other || !('options' in other)) return null;
  const is = when.is.flatMap((at) => other.options[at]?.key ?? []);
  return is.length > 0 ? { field: other.key, is } : null;
}

/** The questions that a question may wait for: earlier ones about the same that have options. */
export function waitsFor(fields: readonly FieldDraft[], at: number): { place: number; options: string[] }[] {
  return fields.slice(0, at).flatMap((field, place) => {
    const options = optionsOf(field.options).map(({ title }, i) => title.en || String(i + 1));
    const has = field.kind !== 'number' && field.kind !== 'text' && field.scope === fields[at]?.scope;
    return has && options.length > 0 ? [{ place, options }] : [];
  });
}

/**
 * The schema that was typed, as version 1; null while it is not whole: no title, nothing asked, a question without options.
 *
 * @param keys of the schemas that there are
 */
export function schemaOf(draft: SchemaDraft, keys: readonly string[]): LabelSchema | null {
  const named = (part: { en: string; zh: string }) => part.en.trim() !== '' || part.zh.trim() !== '';
  if (![draft, ...draft.segments, ...draft.fields].every(named)) return null;
  const [segments, fields] = [new Set<string>(), new Set<string>()];
  const parsed = LabelSchema.safeParse({
    key: keyOf(draft.en, 'schema', new Set(keys)),
    version: 1,
    title: both(draft.en, draft.zh),
    fields: draft.fields.reduce<Field[]>((made, field, i) => [...made, fieldOf(field, i, fields, made)], []),
    segments: draft.segments.map(({ en, zh, colour, drawn, overlaps }, i) => ({
      ...{ number: i + 1, key: keyOf(en, `segment-${i + 1}`, segments), title: both(en, zh) },
      ...{ colour, code: null, drawn, overlaps },
    })),
  });
  return parsed.success ? parsed.data : null;
}
