import {
  LabelSchema,
  type Field,
  type FieldKind,
  type FieldOption,
  type FieldScope,
  type Segment,
} from '../../../src-shared/annotation/label-schema.ts';
import type { BothLanguages } from '../../../src-shared/findings/both-languages.ts';

/** A segment as it is typed. */
export interface SegmentDraft {
  en: string;
  zh: string;
  colour: string;
  drawn: Segment['drawn'];
  overlaps: boolean;
  /** As it stands in the version that is changed; null: it is new. */
  was: Segment | null;
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
  /** As it stands in the version that is changed; null: it is new. */
  was: Field | null;
}

/** A schema as it is typed. */
export interface SchemaDraft {
  en: string;
  zh: string;
  segments: SegmentDraft[];
  fields: FieldDraft[];
  /** The schema that is changed, and the newest version that there is of it; null: it is a new one. */
  was: { readonly schema: LabelSchema; readonly newest: number } | null;
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

/** What is typed as a title, in both languages. */
export const titleOf = ({ en, zh }: BothLanguages) => both(en, zh);

/** A text in both languages; the language that was left out says the same as the other. */
const both = (en: string, zh: string) => ({ en: en.trim() || zh.trim(), zh: zh.trim() || en.trim() });

/** Options a line each; one that is called as before is the one from before. */
function optionsOf(lines: string, before: readonly FieldOption[] = []): FieldOption[] {
  const taken = new Set(before.map(({ key }) => key));
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => {
      const [en = '', zh = ''] = line.split('|');
      const title = both(en, zh);
      const same = before.find((one) => one.title.en === title.en && one.title.zh === title.zh);
      return same ?? { key: keyOf(en, `option-${i + 1}`, taken), title, code: null };
    });
}

function fieldOf(draft: FieldDraft, i: number, taken: Set<string>, before: readonly Field[]): Field {
  const { kind, scope, required, was } = draft;
  if (was) {
    const kept = { ...was, title: both(draft.en, draft.zh), required, when: conditionOf(draft, before) };
    return 'options' in kept ? { ...kept, options: optionsOf(draft.options, kept.options) } : kept;
  }
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
export function waitsFor(fields: readonly FieldDraft[], at: number): { place: number; options: BothLanguages[] }[] {
  return fields.slice(0, at).flatMap((field, place) => {
    const options = optionsOf(field.options).map(({ title }) => title);
    const has = field.kind !== 'number' && field.kind !== 'text' && field.scope === fields[at]?.scope;
    return has && options.length > 0 ? [{ place, options }] : [];
  });
}

/** A schema as it is typed, to be changed into its next version. */
export function draftOf(schema: LabelSchema, newest: number): SchemaDraft {
  const { title, segments, fields } = schema;
  const placeOf = ({ when }: Field): FieldDraft['when'] => {
    const field = when ? fields.findIndex(({ key }) => key === when.field) : -1;
    const other = fields[field];
    if (!when || !other || !('options' in other)) return null;
    return { field, is: when.is.map((key) => other.options.findIndex((option) => option.key === key)) };
  };
  return {
    ...title,
    segments: segments.map((was) => {
      const { colour, drawn, overlaps } = was;
      return { ...was.title, colour, drawn, overlaps, was };
    }),
    fields: fields.map((was): FieldDraft => {
      const options = 'options' in was ? was.options.map((one) => `${one.title.en} | ${one.title.zh}`).join('\n') : '';
      return {
        ...was.title,
        kind: was.kind,
        scope: was.scope,
        required: was.required,
        options,
        when: placeOf(was),
        was,
      };
    }),
    was: { schema, newest },
  };
}

/**
 * The schema that was typed: version 1 of a new one, or the version after the newest of one that is changed, in which what was there
 * keeps its key and its number, and nothing new gets those of what went. Null while it is not whole: no title, nothing asked,
 * a question without options.
 *
 * @param keys of the schemas that there are
 */
export function schemaOf(draft: SchemaDraft, keys: readonly string[]): LabelSchema | null {
  const named = (part: { en: string; zh: string }) => part.en.trim() !== '' || part.zh.trim() !== '';
  if (![draft, ...draft.segments, ...draft.fields].every(named)) return null;
  const before = draft.was?.schema;
  const segments = new Set(before?.segments.map(({ key }) => key));
  const fields = new Set(before?.fields.map(({ key }) => key));
  let number = Math.max(0, ...(before?.segments.map((segment) => segment.number) ?? []));
  const parsed = LabelSchema.safeParse({
    key: before?.key ?? keyOf(draft.en, 'schema', new Set(keys)),
    version: (draft.was?.newest ?? 0) + 1,
    title: both(draft.en, draft.zh),
    fields: draft.fields.reduce<Field[]>((made, field, i) => [...made, fieldOf(field, i, fields, made)], []),
    segments: draft.segments.map(({ en, zh, colour, drawn, overlaps, was }, i) => {
      const fresh = () => ({ number: ++number, key: keyOf(en, `segment-${i + 1}`, segments), code: null });
      return { ...(was ?? fresh()), title: both(en, zh), colour, drawn, overlaps };
    }),
  });
  return parsed.success ? parsed.data : null;
}
