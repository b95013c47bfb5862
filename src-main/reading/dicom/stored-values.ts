import { sampleArray, type SampleArray } from '../../../src-shared/imaging/frame.ts';
import type { SampleType } from '../../../src-shared/imaging/instance.ts';
import type { PixelLayout } from './pixel-layout.ts';

type Bits = Pick<PixelLayout, 'bitsAllocated' | 'bitsStored' | 'highBit' | 'signed'>;

/** The sample type that holds an allocated width. */
export function sampleTypeOf({ bitsAllocated, signed }: Pick<PixelLayout, 'bitsAllocated' | 'signed'>): SampleType {
  const width = bitsAllocated === 1 ? 8 : bitsAllocated;
  return `${signed ? 'int' : 'uint'}${width}`;
}

/**
 * The numbers in stored bytes (little-endian, allocated width): the stored bits below and at the high bit, sign-extended
 * where the pixels are signed (PS3.5 8.1.1). What stands in the other bits (overlays, rubbish) is dropped.
 */
export function storedValues(bytes: Uint8Array, layout: Bits): SampleArray {
  const type = sampleTypeOf(layout);
  const size = layout.bitsAllocated === 32 ? 4 : layout.bitsAllocated === 16 ? 2 : 1;
  const length = Math.floor(bytes.length / size);
  const values = sampleArray(type, bytes.slice(0, length * size).buffer as ArrayBuffer);
  const width = size * 8;
  if (layout.bitsAllocated === 1 || (layout.bitsStored === width && layout.highBit === width - 1)) return values;
  const left = 32 - 1 - layout.highBit;
  const right = 32 - layout.bitsStored;
  if (layout.signed) {
    for (let i = 0; i < length; i++) values[i] = ((values[i] as number) << left) >> right;
  } else {
    for (let i = 0; i < length; i++) values[i] = ((values[i] as number) << left) >>> right;
  }
  return values;
}
