/** The bytes of a WebAssembly module that a source file carries in base64 (`scripts/assemble.ts`). */
export function carriedBytes(module: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(module), (letter) => letter.charCodeAt(0));
}
