import type { TabledPicture } from '../imaging/tabled-picture.ts';
import { carriedBytes } from './carried-module.ts';
import { tapsOf, type Taps } from './resize-taps.ts';
import { MODULE } from './shrink-coded.wasm.ts';

/** What `shrink-coded.wat` does: addresses and strides in bytes, but for `weightStride`, in weights. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  narrow(
    codes: number,
    codeBytes: number,
    columns: number,
    table: number,
    first: number,
    count: number,
    weights: number,
    weightStride: number,
    lines: number,
    out: number,
    outColumns: number,
    outStride: number,
  ): void;
  lower(rows: number, stride: number, taps: number, weights: number, out: number): void;
  standardise(at: number, end: number, mean: number, scale: number, out: number): void;
}

/** A channel of a network's input that a plane becomes: `(value - mean) / std`, from `at` on. */
export interface StandardisedChannel {
  readonly at: number;
  readonly mean: number;
  readonly std: number;
}

/** Sizes of a picture and of what becomes of it, and bytes a code. */
interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly outRows: number;
  readonly outColumns: number;
  readonly codeBytes: 1 | 2;
}

/** Rows that are narrowed side by side, and columns that are lowered so. */
const LANES = 4;
/** Bytes of codes that cross at once: as many as lie near the processor. */
const CODES_AT_ONCE = 2 ** 18;
/** A larger picture is for the general resizing, which asks for memory and gives it back. */
const MOST_BYTES = 2 ** 26;
/** Memory beyond is not kept for the next picture. */
const MOST_KEPT = 2 ** 23;

let compiled: WebAssembly.Module | null | undefined;
let kept: Shrinking | undefined;

/**
 * Makes a picture of codes narrower (and of any height) with the triangle filter of `resizeTriangle`: its numbers, to the bit. The
 * inner loops are WebAssembly with SIMD, two to three times as quick as typed arrays.
 *
 * @returns outRows × outColumns, row by row; null where it is not for this way: too large, or a processor without SIMD
 */
export function shrinkCoded(
  picture: Pick<TabledPicture, 'codes' | 'table'>,
  sizes: Omit<Sizes, 'codeBytes'>,
): Float32Array | null {
  return shrinkingFor(picture, sizes)?.shrunk(picture) ?? null;
}

/**
 * {@link shrinkCoded}, and standardised on the way: a network's channels at once, each value a float before it is standardised.
 *
 * @param channels what the picture becomes; a grey one may be several channels
 * @param out where they are written, outRows × outColumns each
 * @returns whether it was; not where {@link shrinkCoded} gives null
 */
export function shrinkOnto(
  picture: Pick<TabledPicture, 'codes' | 'table'>,
  sizes: Omit<Sizes, 'codeBytes'>,
  channels: readonly StandardisedChannel[],
  out: Float32Array,
): boolean {
  const shrinking = shrinkingFor(picture, sizes);
  shrinking?.standardised(picture, channels, out);
  return shrinking !== null;
}

/** A kernel made ready for such pictures; one that is small enough is kept for the next. */
function shrinkingFor({ codes }: Pick<TabledPicture, 'codes'>, sizes: Omit<Sizes, 'codeBytes'>): Shrinking | null {
  const all: Sizes = { ...sizes, codeBytes: codes.BYTES_PER_ELEMENT as 1 | 2 };
  if (!kept?.isFor(all)) {
    const kernel = bytesFor(all) <= MOST_BYTES ? loaded() : null;
    if (!kernel) return null;
    kept = new Shrinking(kernel, all);
  }
  const shrinking = kept;
  if (shrinking.bytes > MOST_KEPT) kept = undefined;
  return shrinking;
}

function loaded(): Kernel | null {
  if (compiled === undefined) {
    const bytes = carriedBytes(MODULE);
    compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  return compiled && (new WebAssembly.Instance(compiled).exports as unknown as Kernel);
}

/** Where everything lies in the memory of a kernel. */
function placesFor({ rows, columns, outRows, outColumns, codeBytes }: Sizes) {
  let end = 0;
  const take = (bytes: number) => {
    const at = end;
    end += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const stride = Math.ceil(outColumns / LANES) * LANES * Float32Array.BYTES_PER_ELEMENT;
  const rowBytes = columns * codeBytes;
  const rowsAtOnce = Math.max(1, Math.floor(CODES_AT_ONCE / rowBytes / LANES)) * LANES;
  return {
    stride,
    rowsAtOnce,
    table: take(256 ** codeBytes * Float32Array.BYTES_PER_ELEMENT),
    first: take(outColumns * Int32Array.BYTES_PER_ELEMENT),
    count: take(outColumns * Int32Array.BYTES_PER_ELEMENT),
    across: take(outColumns * mostTaps(columns, outColumns) * Float64Array.BYTES_PER_ELEMENT),
    down: take(outRows * mostTaps(rows, outRows) * Float64Array.BYTES_PER_ELEMENT),
    codes: take(rowsAtOnce * rowBytes),
    lines: take(LANES * columns * Float32Array.BYTES_PER_ELEMENT),
    narrowed: take(Math.ceil(rows / LANES) * LANES * stride),
    out: take(outRows * stride),
    standardised: take(outRows * stride),
    end,
  };
}

/** The stride of `tapsOf`'s weights. */
function mostTaps(size: number, outSize: number): number {
  return Math.ceil(Math.max(1, size / outSize)) * 2 + 1;
}

function bytesFor(sizes: Sizes): number {
  return placesFor(sizes).end;
}

/** A kernel made ready for pictures of one size. */
class Shrinking {
  readonly bytes: number;
  readonly #kernel: Kernel;
  readonly #sizes: Sizes;
  readonly #places: ReturnType<typeof placesFor>;
  readonly #across: Taps;
  readonly #down: Taps;
  readonly #memory: ArrayBuffer;

  constructor(kernel: Kernel, sizes: Sizes) {
    const places = placesFor(sizes);
    const { byteLength } = kernel.memory.buffer;
    if (places.end > byteLength) kernel.memory.grow(Math.ceil((places.end - byteLength) / 2 ** 16));
    this.#memory = kernel.memory.buffer as ArrayBuffer;
    this.bytes = this.#memory.byteLength;
    this.#kernel = kernel;
    this.#sizes = sizes;
    this.#places = places;
    this.#across = tapsOf('triangle-antialias', sizes.columns, sizes.outColumns);
    this.#down = tapsOf('triangle-antialias', sizes.rows, sizes.outRows);
    new Int32Array(this.#memory, places.first).set(this.#across.first);
    new Int32Array(this.#memory, places.count).set(this.#across.count);
    new Float64Array(this.#memory, places.across).set(this.#across.weights);
    new Float64Array(this.#memory, places.down).set(this.#down.weights);
  }

  isFor(sizes: Sizes): boolean {
    const { rows, columns, outRows, outColumns, codeBytes } = this.#sizes;
    return (
      rows === sizes.rows &&
      columns === sizes.columns &&
      outRows === sizes.outRows &&
      outColumns === sizes.outColumns &&
      codeBytes === sizes.codeBytes
    );
  }

  shrunk(picture: Pick<TabledPicture, 'codes' | 'table'>): Float32Array {
    const { outRows, outColumns } = this.#sizes;
    const shrunk = new Float32Array(outRows * outColumns);
    this.#take(this.#shrink(picture), shrunk, 0);
    return shrunk;
  }

  standardised(
    picture: Pick<TabledPicture, 'codes' | 'table'>,
    channels: readonly StandardisedChannel[],
    out: Float32Array,
  ): void {
    const from = this.#shrink(picture);
    const { stride, standardised } = this.#places;
    for (const { at, mean, std } of channels) {
      this.#kernel.standardise(from, from + this.#sizes.outRows * stride, mean, 1 / std, standardised);
      this.#take(standardised, out, at);
    }
  }

  /** Where the shrunk picture lies then. */
  #shrink({ codes, table }: Pick<TabledPicture, 'codes' | 'table'>): number {
    const { rows, outRows } = this.#sizes;
    const { narrowed, out } = this.#places;
    new Float32Array(this.#memory, this.#places.table, table.length).set(table);
    this.#narrow(codes);
    if (rows === outRows) return narrowed;
    this.#lower();
    return out;
  }

  #narrow(codes: Uint8Array | Uint16Array): void {
    const { rows, columns, outColumns, codeBytes } = this.#sizes;
    const places = this.#places;
    const room = new (codeBytes === 1 ? Uint8Array : Uint16Array)(
      this.#memory,
      places.codes,
      places.rowsAtOnce * columns,
    );
    for (let top = 0; top < rows; top += places.rowsAtOnce) {
      const bottom = Math.min(rows, top + places.rowsAtOnce);
      room.set(codes.subarray(top * columns, bottom * columns));
      // beyond the last row stands what stood there before: those rows are not taken
      for (let row = top; row < bottom; row += LANES) {
        this.#kernel.narrow(
          places.codes + (row - top) * columns * codeBytes,
          codeBytes,
          columns,
          places.table,
          places.first,
          places.count,
          places.across,
          this.#across.stride,
          places.lines,
          places.narrowed + row * places.stride,
          outColumns,
          places.stride,
        );
      }
    }
  }

  #lower(): void {
    const { first, count, stride: weightStride } = this.#down;
    const { narrowed, stride, down, out } = this.#places;
    for (let y = 0; y < first.length; y++) {
      const weights = down + y * weightStride * Float64Array.BYTES_PER_ELEMENT;
      const rows = narrowed + (first[y] as number) * stride;
      this.#kernel.lower(rows, stride, count[y] as number, weights, out + y * stride);
    }
  }

  /** Copies the rows at an address, without what fills them up to whole lanes. */
  #take(from: number, to: Float32Array, at: number): void {
    const { outRows, outColumns } = this.#sizes;
    const width = this.#places.stride / Float32Array.BYTES_PER_ELEMENT;
    const filled = new Float32Array(this.#memory, from, outRows * width);
    if (width === outColumns) to.set(filled, at);
    else
      for (let y = 0; y < outRows; y++) to.set(filled.subarray(y * width, y * width + outColumns), at + y * outColumns);
  }
}
