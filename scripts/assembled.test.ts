import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembled, TEXTS } from './assembled.ts';

describe('the WebAssembly that the program carries', () => {
  it.each(TEXTS.map((text) => [path.basename(text), text]))('is what %s says', async (_name, text) => {
    const carried = fs.readFileSync(text.replace(/\.wat$/, '.wasm.ts'), 'utf8');
    expect(carried).toBe(await assembled(text));
  });
});
