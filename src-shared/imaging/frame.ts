import type { SampleType } from './instance.ts';

export type SampleArray =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/**
 * One decoded frame: stored values, rows × columns × samples, row by row, samples interleaved by pixel. Colour is RGB.
 * Stored values are before rescale; float ones may hold NaN and infinities. `sampleType` names the array's type.
 */
export interface Frame {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  readonly sampleType: SampleType;
  readonly values: SampleArray;
}

const CONSTRUCTORS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** A typed view of the named sample type over a buffer; the byte length must be a multiple of the sample's size. */
export function sampleArray(type: SampleType, buffer: ArrayBuffer, byteOffset = 0, length?: number): SampleArray {
  return new CONSTRUCTORS[type](buffer, byteOffset, length);
}

/** Bytes of one stored value. */
export function sampleBytes(type: SampleType): number {
  return CONSTRUCTORS[type].BYTES_PER_ELEMENT;
}
