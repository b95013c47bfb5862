import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const locate = createRequire(import.meta.url);

/** A decoder object of Cornerstone's codec packages; `delete` frees its memory inside the module. */
export interface WasmDecoder {
  getEncodedBuffer(bytes: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  readHeader?(): void;
  decode(): void;
  getFrameInfo(): WasmFrameInfo;
  delete(): void;
}

export interface WasmFrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned?: boolean;
}

type Factory<M> = (options: {
  wasmBinary: Uint8Array;
  print: (line: string) => void;
  printErr: (line: string) => void;
}) => Promise<M>;

/**
 * A WebAssembly module of a codec package, loaded when it is first needed and again after it failed: a module that threw
 * or trapped in the middle of hostile data is not asked twice. Its bytes are read from the package's own file, as there
 * is nothing here to fetch from; its messages are dropped, as they may hold file contents.
 */
export class WasmModule<M> {
  readonly #script: string;
  readonly #binary: string;
  #loaded: Promise<M> | undefined;

  /** @param script, binary module specifiers, e.g. `@cornerstonejs/codec-charls/decodewasmjs` and `…/decodewasm` */
  constructor(script: string, binary: string) {
    this.#script = script;
    this.#binary = binary;
  }

  /** Loads the module, unless it is loaded: what is decoded next need not wait. What fails is told by {@link run}. */
  async warm(): Promise<void> {
    await (this.#loaded ??= this.#load()).catch(() => undefined);
  }

  /** Runs `use` with the module; what `use` throws goes on, and the next call gets a fresh module. */
  async run<T>(use: (module: M) => T): Promise<T> {
    this.#loaded ??= this.#load();
    const module = await this.#loaded;
    try {
      return use(module);
    } catch (error) {
      this.#loaded = undefined;
      throw error;
    }
  }

  async #load(): Promise<M> {
    const factory = locate(this.#script) as Factory<M>;
    const wasmBinary = await readFile(locate.resolve(this.#binary));
    return factory({ wasmBinary, print: () => undefined, printErr: () => undefined });
  }
}
