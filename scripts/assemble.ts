// `node scripts/assemble.ts`: writes beside every WebAssembly text of src-shared the module that the program carries.
import fs from 'node:fs';
import path from 'node:path';
import { assembled, TEXTS } from './assembled.ts';

for (const text of TEXTS) {
  const file = text.replace(/\.wat$/, '.wasm.ts');
  fs.writeFileSync(file, await assembled(text));
  console.log(path.relative(process.cwd(), file));
}
