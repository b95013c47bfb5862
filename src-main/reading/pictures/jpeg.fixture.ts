import { WasmModule } from '../codecs/wasm-module.ts';

interface Encoder {
  getDecodedBuffer(info: {
    width: number;
    height: number;
    bitsPerSample: number;
    componentCount: number;
    isSigned: boolean;
  }): Uint8Array;
  setProgressive(progressive: boolean): void;
  setQuality(quality: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

const turbo = new WasmModule<{ JPEGEncoder: new () => Encoder }>(
  '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs',
  '@cornerstonejs/codec-libjpeg-turbo-8bit/wasm',
);

/**
 * Makes a baseline JPEG file for tests from 8-bit samples, one or three a pixel, interleaved. The encoder's buffer is only
 * as large as the pixels: pictures below about 32 × 32 would run over it.
 */
export function jpegFile(rows: number, columns: number, pixels: Uint8Array): Promise<Uint8Array> {
  const componentCount = pixels.length / (rows * columns);
  return turbo.run((module) => {
    const encoder = new module.JPEGEncoder();
    try {
      const info = { width: columns, height: rows, bitsPerSample: 8, componentCount, isSigned: false };
      encoder.getDecodedBuffer(info).set(pixels);
      encoder.setProgressive(false);
      encoder.setQuality(95);
      encoder.encode();
      return encoder.getEncodedBuffer().slice();
    } finally {
      encoder.delete();
    }
  });
}
