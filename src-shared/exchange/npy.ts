import type { SampleType } from '../imaging/instance.ts';

const CODES: Readonly<Record<SampleType, string>> = {
  uint8: '|u1',
  int8: '|i1',
  uint16: '<u2',
  int16: '<i2',
  uint32: '<u4',
  int32: '<i4',
  float32: '<f4',
  float64: '<f8',
};
const ALIGNED_TO = 64;

/**
 * The head of a NumPy array file, version 1.0 (NEP 1): little endian, C order; the values follow it.
 * @param shape slowest axis first
 */
export function npyHead(type: SampleType, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const about = `{'descr': '${CODES[type]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = 10;
  const padded = Math.ceil((before + about.length + 1) / ALIGNED_TO) * ALIGNED_TO;
  const text = `${about.padEnd(padded - before - 1)}\n`;
  const bytes = new Uint8Array(padded);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, text.length, true);
  for (let i = 0; i < text.length; i++) bytes[before + i] = text.charCodeAt(i);
  return bytes;
}
