import { describe, expect, it } from 'vitest';
import { WasmModule } from './wasm-module.ts';

const PACKAGE = '@cornerstonejs/codec-libjpeg-turbo-8bit';

describe('a WebAssembly module of a codec', () => {
  it('that was made ready is the one that decodes', async () => {
    const turbo = new WasmModule<{ JPEGDecoder: unknown }>(`${PACKAGE}/decodewasmjs`, `${PACKAGE}/decodewasm`);
    await turbo.warm();
    const first = await turbo.run((module) => module);
    expect(first.JPEGDecoder).toBeTypeOf('function');
    await turbo.warm();
    expect(await turbo.run((module) => module)).toBe(first);
  });

  it('that is not there fails whoever decodes, not whoever makes it ready', async () => {
    const none = new WasmModule(`${PACKAGE}/nothing`, `${PACKAGE}/nothing`);
    await none.warm();
    await expect(none.run(() => null)).rejects.toThrow();
  });
});
