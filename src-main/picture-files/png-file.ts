import { promisify } from 'node:util';
import { constants, crc32, deflate, type ZlibOptions } from 'node:zlib';

const shrink = promisify<Uint8Array, ZlibOptions, Buffer>(deflate);
/** Runs alone: as good as any search where the values have them, in half the time and less. */
const BY_RUNS = { level: 1, strategy: constants.Z_RLE };
const BY_SEARCH = { level: 4 };
/** What comes back from the other thread at once: each piece is a way there and back. */
const [SMALLEST_PIECE, LARGEST_PIECE] = [64, 2 ** 20];

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const GREY = 0;
const RGB = 2;
const INDEXED = 3;

/** A picture to be written: rows × columns × samples, samples interleaved. */
export interface PngPicture {
  readonly rows: number;
  readonly columns: number;
  readonly samples: 1 | 3;
  readonly values: Uint8Array | Uint16Array;
  /** Red, green and blue of each value of an 8-bit picture of one sample, 0–255; absent: the values are grey. */
  readonly palette?: readonly (readonly [number, number, number])[];
  /** The values come in runs, as those of a mask do. */
  readonly inRuns?: boolean;
  /** Words that the file carries beside its pixels, in Latin-1. */
  readonly text?: { readonly keyword: string; readonly text: string };
}

/**
 * A picture as a PNG file (W3C PNG, third edition) of 8 or 16 bits a sample, lines filtered by what stands above them: masks
 * and smooth pictures shrink well by it. It is shrunk on another thread; `values` may be changed as soon as this returns.
 */
export async function pngFile({
  rows,
  columns,
  samples,
  values,
  palette,
  inRuns,
  text,
}: PngPicture): Promise<Uint8Array> {
  const width = values.BYTES_PER_ELEMENT;
  const line = columns * samples * width;
  const raw = values instanceof Uint8Array ? filtered(values, rows, line) : filteredWords(values, rows, line / 2);
  // the higher bytes of 16 bits come in runs, too
  const how = inRuns || width === 2 ? BY_RUNS : BY_SEARCH;
  const head = new DataView(new ArrayBuffer(13));
  head.setUint32(0, columns);
  head.setUint32(4, rows);
  head.setUint8(8, width * 8);
  head.setUint8(9, palette ? INDEXED : samples === 3 ? RGB : GREY);
  const parts = [
    SIGNATURE,
    chunk('IHDR', new Uint8Array(head.buffer)),
    ...(text ? [chunk('tEXt', Buffer.from(`${text.keyword}\0${text.text}`, 'latin1'))] : []),
    ...(palette ? [chunk('PLTE', Uint8Array.from(palette.flat()))] : []),
    chunk('IDAT', await shrink(raw, { ...how, chunkSize: Math.min(LARGEST_PIECE, raw.length + SMALLEST_PIECE) })),
    chunk('IEND', new Uint8Array()),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

/** Filter "up" (2) before every line: each byte less the one above it. */
function filtered(values: Uint8Array, rows: number, line: number): Uint8Array {
  const raw = new Uint8Array(rows * (line + 1));
  for (let row = 0; row < rows; row++) {
    const own = row * line;
    const to = row * (line + 1) + 1;
    raw[to - 1] = 2;
    if (row === 0) raw.set(values.subarray(0, line), 1);
    else for (let i = 0; i < line; i++) raw[to + i] = (values[own + i] as number) - (values[own - line + i] as number);
  }
  return raw;
}

/** The same of words, the higher byte first. */
function filteredWords(values: Uint16Array, rows: number, line: number): Uint8Array {
  const raw = new Uint8Array(rows * (2 * line + 1));
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const own = row * line;
    raw[to++] = 2;
    for (let i = own; i < own + line; i++) {
      const value = values[i] as number;
      const above = row === 0 ? 0 : (values[i - line] as number);
      raw[to++] = (value >> 8) - (above >> 8);
      raw[to++] = value - above;
    }
  }
  return raw;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
