import fs from 'node:fs';
import path from 'node:path';
import wabt from 'wabt';
import { ROOT } from './setup/places.mjs';

/** The WebAssembly texts of the program. */
export const TEXTS: readonly string[] = ['shrink-coded.wat', 'look-up-codes.wat'].map((name) =>
  path.join(ROOT, 'src-shared', 'pixels', name),
);

/** A WebAssembly text as the source file that carries its module. */
export async function assembled(text: string): Promise<string> {
  const { parseWat } = await wabt();
  const module = parseWat(path.basename(text), fs.readFileSync(text, 'utf8'), { simd: true });
  module.validate();
  const bytes = Buffer.from(module.toBinary({}).buffer).toString('base64');
  module.destroy();
  return (
    `// Made of ${path.basename(text)} by \`node scripts/assemble.ts\`.\n\n` +
    `/** The module's bytes in base64. */\nexport const MODULE =\n  '${bytes}';\n`
  );
}
