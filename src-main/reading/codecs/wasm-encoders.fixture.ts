import { WasmModule } from './wasm-module.ts';

interface Encoder {
  getDecodedBuffer(info: {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned: boolean;
    readonly isUsingColorTransform: boolean;
  }): Uint8Array;
  setQuality?(lossless: boolean, quality: number): void;
  setNearLossless?(near: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

const ENCODERS = {
  'jpeg-ls': ['charls', 'JpegLSEncoder'],
  'jpeg-2000': ['openjpeg', 'J2KEncoder'],
  htj2k: ['openjph', 'HTJ2KEncoder'],
} as const;

/** Encodes unsigned 16-bit greyscale samples without loss, for tests. */
export async function encodeLossless(
  codec: keyof typeof ENCODERS,
  rows: number,
  columns: number,
  samples: Uint16Array,
): Promise<Uint8Array> {
  const [name, encoder] = ENCODERS[codec];
  const files = `@cornerstonejs/codec-${name}`;
  const module = new WasmModule<Record<string, new () => Encoder>>(`${files}/wasmjs`, `${files}/wasm`);
  return module.run((loaded) => {
    const made = new loaded[encoder]!();
    const size = { width: columns, height: rows, bitsPerSample: 16, componentCount: 1 };
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    made.getDecodedBuffer({ ...size, isSigned: false, isUsingColorTransform: false }).set(bytes);
    made.setNearLossless?.(0);
    made.setQuality?.(true, 0);
    made.encode();
    const encoded = Uint8Array.from(made.getEncodedBuffer());
    made.delete();
    return encoded;
  });
}
