import { CodedError } from '../../../src-shared/contract/coded.ts';

/** Wire types of protocol buffers; groups (3 and 4) are not among them, no writer of ONNX uses them. */
export const WIRE = { VARINT: 0, FIXED64: 1, BYTES: 2, FIXED32: 5 } as const;

const LONGEST_VARINT = 10;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The one failure of reading: the bytes are not what they should be. */
export function corrupt(what: string): CodedError {
  return new CodedError('onnx-corrupt', { what });
}

/**
 * How much of a file's structure is taken into memory: a list of a thousand million empty names would cost far more than
 * the file that holds it.
 */
export class Budget {
  #left: number;

  constructor(things: number) {
    this.#left = things;
  }

  /** Errors: `onnx-corrupt` when nothing is left. */
  take(things: number): void {
    this.#left -= things;
    if (!(this.#left >= 0)) throw corrupt('structure');
  }
}

/**
 * Walks the fields of one message in the protocol buffers' wire format, within `[start, end)` of a file. Every step
 * advances, no length is believed that leads past the end, nothing is copied. After `next()` the field's number, wire type
 * and payload stand in `field`, `wire`, `from` and `to`, its beginning in `start`. Errors of all its methods: `onnx-corrupt`.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  field = 0;
  wire = 0;
  /** Where the field begins, its number included. */
  start = 0;
  from = 0;
  to = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    this.start = this.#at;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.wire = tag % 8;
    if (this.field < 1 || this.field > 0x1fffffff) throw corrupt('field');
    this.from = this.#at;
    if (this.wire === WIRE.VARINT) {
      this.#varint();
      this.to = this.#at;
      return true;
    }
    let length: number;
    if (this.wire === WIRE.BYTES) {
      length = this.#varint();
      this.from = this.#at;
    } else if (this.wire === WIRE.FIXED64) length = 8;
    else if (this.wire === WIRE.FIXED32) length = 4;
    else throw corrupt('wire type');
    if (length > this.#end - this.#at) throw corrupt('length');
    this.to = this.#at = this.from + length;
    return true;
  }

  /** The payload as a message of its own. */
  message(): WireReader {
    this.#must(WIRE.BYTES);
    return new WireReader(this.bytes, this.from, this.to);
  }

  /** The payload as text; not UTF-8 is corrupt, for two different names must not become one. */
  text(): string {
    this.#must(WIRE.BYTES);
    try {
      return utf8.decode(this.bytes.subarray(this.from, this.to));
    } catch {
      throw corrupt('text');
    }
  }

  /** The payload as a signed 64-bit integer. */
  int(): bigint {
    this.#must(WIRE.VARINT);
    return varintAt(this.bytes, this.from, this.to);
  }

  /** The payload as a small number, as enumerations and types are. */
  small(): number {
    const value = this.int();
    if (value < 0n || value > 0x7fffffffn) throw corrupt('number');
    return Number(value);
  }

  /** The payload as a 32-bit float. */
  float(): number {
    this.#must(WIRE.FIXED32);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset).getFloat32(this.from, true);
  }

  /** Appends the payload's integers, packed or single, to a list. */
  intsInto(list: bigint[], budget: Budget): void {
    if (this.wire === WIRE.VARINT) {
      budget.take(1);
      list.push(this.int());
      return;
    }
    this.#must(WIRE.BYTES);
    const packed = new WireReader(this.bytes, this.from, this.to);
    while (packed.#at < packed.#end) {
      const start = packed.#at;
      packed.#varint();
      budget.take(1);
      list.push(varintAt(this.bytes, start, packed.#at));
    }
  }

  /** Appends the payload's 32-bit floats, packed or single, to a list. */
  floatsInto(list: number[], budget: Budget): void {
    if (this.wire === WIRE.FIXED32) {
      budget.take(1);
      list.push(this.float());
      return;
    }
    this.#must(WIRE.BYTES);
    if ((this.to - this.from) % 4 !== 0) throw corrupt('floats');
    budget.take((this.to - this.from) / 4);
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset);
    for (let at = this.from; at < this.to; at += 4) list.push(view.getFloat32(at, true));
  }

  /** How many values the payload holds: `width` bytes each, or 0 for varints. Reads none of them. */
  count(width: 0 | 4 | 8): number {
    const single = width === 0 ? WIRE.VARINT : width === 4 ? WIRE.FIXED32 : WIRE.FIXED64;
    if (this.wire === single) return 1;
    this.#must(WIRE.BYTES);
    const length = this.to - this.from;
    if (width > 0) {
      if (length % width !== 0) throw corrupt('values');
      return length / width;
    }
    let count = 0;
    let run = 0;
    for (let at = this.from; at < this.to; at++) {
      run += 1;
      if (run > LONGEST_VARINT) throw corrupt('values');
      if ((this.bytes[at] as number) < 0x80) {
        count += 1;
        run = 0;
      }
    }
    if (run > 0) throw corrupt('values');
    return count;
  }

  #must(wire: number): void {
    if (this.wire !== wire) throw corrupt('wire type');
  }

  /** An unsigned varint as a number; beyond 2^53 it is only known to be large, which is all that its users ask. */
  #varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < LONGEST_VARINT; i++) {
      if (this.#at >= this.#end) throw corrupt('number');
      const byte = this.bytes[this.#at++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw corrupt('number');
  }
}

/** A varint whose end is known, as two's complement of 64 bits. */
function varintAt(bytes: Uint8Array, from: number, to: number): bigint {
  let value = 0n;
  for (let at = to - 1; at >= from; at--) value = (value << 7n) | BigInt((bytes[at] as number) & 0x7f);
  return BigInt.asIntN(64, value);
}
