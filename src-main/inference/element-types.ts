import { halfBits, halfNumbers } from './half-precision.ts';
import { TYPE } from './onnx/model.ts';

/** The runtime's own name of an element type that a network may be fed with. */
export type FedType = 'float32' | 'float16' | 'float64' | 'uint8' | 'int8' | 'uint16' | 'int16' | 'int32' | 'int64';
type Fed = Float32Array | Float64Array | Uint8Array | Int8Array | Uint16Array | Int16Array | Int32Array | BigInt64Array;

/** By the number of `TensorProto.DataType`. */
const FED: ReadonlyMap<number, FedType> = new Map([
  [TYPE.FLOAT, 'float32'],
  [TYPE.FLOAT16, 'float16'],
  [TYPE.DOUBLE, 'float64'],
  [TYPE.UINT8, 'uint8'],
  [TYPE.INT8, 'int8'],
  [TYPE.UINT16, 'uint16'],
  [TYPE.INT16, 'int16'],
  [TYPE.INT32, 'int32'],
  [TYPE.INT64, 'int64'],
]);

/** Types, as a file numbers them, that a network's input may have. */
export const FED_TYPES: ReadonlySet<number> = new Set(FED.keys());

const FED_NAMES: ReadonlySet<string> = new Set(FED.values());

/** Whether a network whose input has this type can be fed. */
export function isFed(type: string): type is FedType {
  return FED_NAMES.has(type);
}

/** Whether a type holds whole numbers only. */
export function isWhole(type: FedType): boolean {
  return type in WHOLE || type === 'int64';
}

/** Whether numbers of an output of this type are understood. */
export function isRead(type: string): boolean {
  return type === 'float32' || type === 'float16' || type === 'float64';
}

/** Whether numbers of an output that names labels by their number are understood: whole ones as well. */
export function namesLabels(type: string): boolean {
  return isRead(type) || type in WHOLE || type === 'int64' || type === 'bool';
}

const WHOLE = {
  uint8: [Uint8Array, 0, 255],
  int8: [Int8Array, -128, 127],
  uint16: [Uint16Array, 0, 65_535],
  int16: [Int16Array, -32_768, 32_767],
  int32: [Int32Array, -(2 ** 31), 2 ** 31 - 1],
} as const;

/**
 * A prepared input as numbers of the type that the network takes. Whole types: rounded to the nearest, halves upwards, and
 * held at the type's ends.
 */
export function fedNumbers(values: Float32Array, type: FedType): Fed {
  switch (type) {
    case 'float32':
      return values;
    case 'float64':
      return Float64Array.from(values);
    case 'float16':
      return halfBits(values);
    case 'int64':
      return BigInt64Array.from(values, (value) => BigInt(Math.round(value)));
    default: {
      const [Numbers, low, high] = WHOLE[type];
      const whole = new Numbers(values.length);
      for (let i = 0; i < whole.length; i++) {
        whole[i] = Math.min(high, Math.max(low, Math.round(values[i] as number)));
      }
      return whole;
    }
  }
}

/** Numbers of labels as float32, which holds them as they are; null for a type that {@link namesLabels} does not understand. */
export function readLabelNumbers(data: unknown, type: string): Float32Array | null {
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number);
  const whole = type in WHOLE || type === 'bool';
  return whole && ArrayBuffer.isView(data)
    ? Float32Array.from(data as unknown as ArrayLike<number>)
    : readNumbers(data, type);
}

/** An output's numbers as float32; null for a type that is none of them. */
export function readNumbers(data: unknown, type: string): Float32Array | null {
  if (data instanceof Float32Array) return data;
  if (data instanceof Float64Array) return Float32Array.from(data);
  if (type !== 'float16' || !ArrayBuffer.isView(data)) return null;
  // a runtime that knows numbers of half precision gives those, an older one their bits
  return data instanceof Uint16Array ? halfNumbers(data) : Float32Array.from(data as unknown as ArrayLike<number>);
}
