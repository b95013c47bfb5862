import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LabelSchema } from '../../src-shared/annotation/label-schema.ts';

/**
 * The label schemas that ship with the program, by key. They enter the log with the first dataset that uses them.
 *
 * @param folder with one JSON file a schema
 */
export function shippedSchemas(folder: string): LabelSchema[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => LabelSchema.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))));
}
