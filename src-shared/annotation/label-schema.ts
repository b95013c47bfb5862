import { BothLanguages } from '../findings/both-languages.ts';
import { z } from '../schema.ts';

/** Key of a field, an option or a segment: what is stored and exported; titles may change, keys never. */
export const SchemaKey = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(64);

/** What a coding scheme calls it: SNOMED CT (`SCT`), RadLex (`RADLEX`), DICOM (`DCM`), or a site's own (`99…`). */
export const Code = z.object({
  scheme: z.string().min(1).max(16),
  value: z.string().min(1).max(64),
  meaning: z.string().min(1).max(200),
});
export type Code = z.infer<typeof Code>;

/** A choice of a field. The order is the order of an ordinal field. */
export const FieldOption = z.object({ key: SchemaKey, title: BothLanguages, code: Code.nullable() }).strict();
export type FieldOption = z.infer<typeof FieldOption>;

/** To what a field belongs: one picture or slice, the whole item, or one outlined region, box or point. */
export const FieldScope = z.enum(['slice', 'item', 'region']);
export type FieldScope = z.infer<typeof FieldScope>;

const fieldBase = {
  key: SchemaKey,
  title: BothLanguages,
  help: BothLanguages.nullable(),
  scope: FieldScope,
  /** Without an answer the item can't be called done. */
  required: z.boolean(),
  /** Asked only where another field of the same scope has one of these answers. */
  when: z
    .object({ field: SchemaKey, is: z.array(SchemaKey).min(1).max(100) })
    .strict()
    .nullable(),
};

const options = z.array(FieldOption).min(1).max(200);

/** A question to the annotator. */
export const Field = z.discriminatedUnion('kind', [
  z.object({ ...fieldBase, kind: z.literal('single'), options }).strict(),
  z.object({ ...fieldBase, kind: z.literal('multiple'), options }).strict(),
  /** Single choice whose options have an order, so that agreement can be weighted. */
  z.object({ ...fieldBase, kind: z.literal('ordinal'), options }).strict(),
  /** Every option is ticked or not; required: all of them. */
  z.object({ ...fieldBase, kind: z.literal('checklist'), options }).strict(),
  z
    .object({
      ...fieldBase,
      kind: z.literal('number'),
      least: z.number().nullable(),
      most: z.number().nullable(),
      /** UCUM. */
      unit: z.string().max(20).nullable(),
      decimals: z.number().int().min(0).max(6),
    })
    .strict(),
  z.object({ ...fieldBase, kind: z.literal('text'), mostCharacters: z.number().int().min(1).max(4000) }).strict(),
]);
export type Field = z.infer<typeof Field>;
export type FieldKind = Field['kind'];

/** Something that is outlined, boxed or pointed at. */
export const Segment = z
  .object({
    /** 1–255: its value in an exported mask. */
    number: z.number().int().min(1).max(255),
    key: SchemaKey,
    title: BothLanguages,
    colour: z.string().regex(/^#[0-9a-f]{6}$/),
    code: Code.nullable(),
    /** What is drawn of it. */
    drawn: z.enum(['mask', 'box', 'point', 'polygon']),
    /** May lie over other segments; otherwise painting takes pixels from those that may not. */
    overlaps: z.boolean(),
  })
  .strict();
export type Segment = z.infer<typeof Segment>;

const unique = (values: readonly (string | number)[]) => new Set(values).size === values.length;

/** What is asked about every item of a dataset. A change makes a new version; old labels keep the one they were made under. */
export const LabelSchema = z
  .object({
    key: SchemaKey,
    version: z.number().int().min(1),
    title: BothLanguages,
    fields: z.array(Field).max(100),
    segments: z.array(Segment).max(255),
  })
  .strict()
  .superRefine(({ fields, segments }, context) => {
    const issue = (message: string, path: (string | number)[]) => context.addIssue({ code: 'custom', message, path });
    if (!unique(fields.map(({ key }) => key))) issue('has a key twice', ['fields']);
    if (!unique(segments.map(({ key }) => key))) issue('has a key twice', ['segments']);
    if (!unique(segments.map(({ number }) => number))) issue('has a number twice', ['segments']);
    if (fields.length + segments.length === 0) issue('asks nothing', ['fields']);
    fields.forEach((field, i) => {
      if ('options' in field && !unique(field.options.map(({ key }) => key))) {
        issue('has a key twice', ['fields', i, 'options']);
      }
      if (field.kind === 'number' && field.least !== null && field.most !== null && field.least > field.most) {
        issue('has its least above its most', ['fields', i, 'least']);
      }
      if (!field.when) return;
      const { field: other, is } = field.when;
      // only an earlier field, so that no two wait for each other
      const asked = fields.slice(0, i).find(({ key, scope }) => key === other && scope === field.scope);
      const known = asked && 'options' in asked ? asked.options.map(({ key }) => key) : [];
      if (!is.every((key) => known.includes(key)))
        issue('waits for an answer that nobody can give', ['fields', i, 'when']);
    });
  });
export type LabelSchema = z.infer<typeof LabelSchema>;

/** An answer to a field: an option's key, several, a number or a text. */
export const FieldAnswer = z.union([z.string().max(4000), z.number(), z.array(SchemaKey).max(200)]);
export type FieldAnswer = z.infer<typeof FieldAnswer>;

/** What is wrong with an answer, or null. A checklist's answer lists what was ticked. */
export function answerFault(field: Field, answer: FieldAnswer): 'kind' | 'option' | 'range' | 'length' | null {
  switch (field.kind) {
    case 'single':
    case 'ordinal':
      if (typeof answer !== 'string') return 'kind';
      return field.options.some(({ key }) => key === answer) ? null : 'option';
    case 'multiple':
    case 'checklist':
      if (!Array.isArray(answer)) return 'kind';
      if (!unique(answer)) return 'option';
      return answer.every((given) => field.options.some(({ key }) => key === given)) ? null : 'option';
    case 'number': {
      if (typeof answer !== 'number') return 'kind';
      const { least, most } = field;
      if (!Number.isFinite(answer)) return 'range';
      return (least !== null && answer < least) || (most !== null && answer > most) ? 'range' : null;
    }
    case 'text':
      if (typeof answer !== 'string') return 'kind';
      return answer.length > field.mostCharacters ? 'length' : null;
  }
}
