import { sampleArray, type SampleArray } from '../../../src-shared/imaging/frame.ts';
import type { SampleType } from '../../../src-shared/imaging/instance.ts';
import { isPacked, type PixelLayout } from './pixel-layout.ts';

type Bits = Pick<PixelLayout, 'kind' | 'bitsAllocated' | 'bitsStored' | 'highBit' | 'signed'>;

/** The sample type that holds an allocated width. */
export function sampleTypeOf({
  kind,
  bitsAllocated,
  signed,
}: Pick<Bits, 'kind' | 'bitsAllocated' | 'signed'>): SampleType {
  if (kind !== 'integer') return kind;
  const width = bitsAllocated <= 8 ? 8 : bitsAllocated <= 16 ? 16 : 32;
  return `${signed ? 'int' : 'uint'}${width}`;
}

/**
 * The numbers in stored bytes (little-endian, allocated width): the stored bits below and at the high bit, sign-extended
 * where the pixels are signed (PS3.5 8.1.1). What stands in the other bits (overlays, rubbish) is dropped.
 *
 * @param lossy a decoder made them that may end a little above what went in: white stays white instead of turning black
 */
export function storedValues(bytes: Uint8Array, layout: Bits, lossy = false): SampleArray {
  const type = sampleTypeOf(layout);
  const { bitsAllocated, bitsStored, highBit, signed } = layout;
  if (layout.kind === 'integer' && bitsAllocated > 1 && (isPacked(layout) || bitsAllocated === 24)) {
    return masked(spread(bytes, layout), layout, true);
  }
  const values = sampleArray(type, wholeSamples(bytes, type));
  const width = values.BYTES_PER_ELEMENT * 8;
  const full = layout.kind !== 'integer' || bitsAllocated === 1 || (bitsStored === width && highBit === width - 1);
  if (full) return values;
  return lossy && !signed && highBit === bitsStored - 1
    ? values.map((value) => Math.min(value, 2 ** bitsStored - 1))
    : masked(values, layout, signed);
}

/** A copy that begins where its first sample does. */
function wholeSamples(bytes: Uint8Array, type: SampleType): ArrayBuffer {
  const size = Number(/\d+$/.exec(type)?.[0] ?? 8) / 8;
  return bytes.slice(0, bytes.length - (bytes.length % size)).buffer as ArrayBuffer;
}

function masked(values: SampleArray, { bitsStored, highBit, signed }: Bits, always: boolean): SampleArray {
  if (bitsStored === 32 && !always) return values;
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  for (let i = 0; i < values.length; i++) {
    const shifted = (values[i] as number) << left;
    values[i] = signed ? shifted >> right : shifted >>> right;
  }
  return values;
}

/** Packed or three-byte samples, each in an element of its own; the lowest bit of a sample comes first (PS3.5 8.1.1). */
function spread(bytes: Uint8Array, { kind, bitsAllocated, signed }: Bits): SampleArray {
  const count = Math.floor((bytes.length * 8) / bitsAllocated);
  const type = sampleTypeOf({ kind, bitsAllocated, signed });
  const values = sampleArray(type, new ArrayBuffer(count * (bitsAllocated <= 8 ? 1 : bitsAllocated <= 16 ? 2 : 4)));
  for (let i = 0; i < count; i++) {
    let value = 0;
    for (let bit = 0; bit < bitsAllocated;) {
      const at = i * bitsAllocated + bit;
      const taken = Math.min(8 - (at & 7), bitsAllocated - bit);
      value |= (((bytes[at >> 3] as number) >> (at & 7)) & ((1 << taken) - 1)) << bit;
      bit += taken;
    }
    values[i] = value;
  }
  return values;
}
