import type { FieldScope } from '../../src-shared/annotation/label-schema.ts';
import { labelRecord, labelTableHead, labelTableLines } from '../../src-shared/exchange/label-tables.ts';
import type { OutputFile } from './output-folder.ts';
import type { FormatWriter, WriterSetting } from './format-writer.ts';

const TABLES: readonly (readonly [FieldScope, string])[] = [
  ['item', 'items.csv'],
  ['slice', 'slices.csv'],
  ['region', 'regions.csv'],
];

/**
 * Answers as tables (`items.csv`, `slices.csv`, `regions.csv`, those of which the schema asks anything) and everything that was
 * said, masks too, in `labels.json`; the schema itself in `schema.json`.
 */
export async function labelFiles({ folder, schema }: WriterSetting): Promise<FormatWriter> {
  const tables: (readonly [FieldScope, OutputFile])[] = [];
  for (const [scope, name] of TABLES) {
    const head = labelTableHead(schema, scope);
    if (head === null) continue;
    const file = await folder.open(name);
    await file.write(head);
    tables.push([scope, file]);
  }
  const records = await folder.open('labels.json');
  await records.write('{"items":[\n');
  let items = 0;
  return {
    item: async (item, pixels) => {
      const lines = tables.map(([scope, file]) => [file, labelTableLines(item, schema, scope)] as const);
      await records.write(
        `${items++ > 0 ? ',\n' : ''}${JSON.stringify(labelRecord(item, schema, await pixels.sha256()))}`,
      );
      for (const [file, text] of lines) await file.write(text);
    },
    finish: async () => {
      await records.write('\n]}\n');
      await records.close();
      for (const [, file] of tables) await file.close();
      await folder.write('schema.json', `${JSON.stringify(schema, null, 2)}\n`);
    },
  };
}
