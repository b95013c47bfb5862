import path from 'node:path';
import { expect, it } from 'vitest';
import { shippedSchemas } from './shipped-schemas.ts';

const schemas = shippedSchemas(path.join(import.meta.dirname, '../../resources/label-schemas'));

it('are there for every task, in both languages, and can be told apart', () => {
  expect(schemas.map(({ key }) => key)).toEqual([
    'adrenal-shape',
    'blood-cells',
    'breast-lesion',
    'chest-pneumonia',
    'free',
    'hippocampus',
    'lung-fields',
    'lung-nodule',
  ]);
  for (const schema of schemas) {
    expect(schema.version, schema.key).toBe(1);
    expect(schema.segments.length, schema.key).toBeGreaterThan(0);
    const titles = [
      schema.title,
      ...schema.fields.flatMap((field) => [
        field.title,
        ...('options' in field ? field.options.map(({ title }) => title) : []),
      ]),
      ...schema.segments.map(({ title }) => title),
    ];
    for (const { en, zh } of titles) expect(zh === en, `${schema.key}: ${en}`).toBe(/^\d[A-C]?$/.test(en) && zh === en);
    const colours = schema.segments.map(({ colour }) => colour);
    expect(new Set(colours).size, schema.key).toBe(colours.length);
  }
});
