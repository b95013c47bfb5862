import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import type { OpenImage } from '../image.ts';
import { describePicture } from './describe.ts';
import { readPngChunks } from './png-chunks.ts';

const MAX_FILE_BYTES = 512 * 2 ** 20;

/**
 * Opens a PNG picture: grey (1–16 bit), RGB, palette (as RGB). Alpha is a mask for showing, no measurement: it is laid on
 * black, so that transparent pixels are 0. Throws `image-corrupt`, `image-too-large`.
 */
export async function openPng(source: ByteSource): Promise<OpenImage> {
  if (source.size > MAX_FILE_BYTES) throw new CodedError('image-too-large');
  const { rows, columns, depth, colourType, essential } = readPngChunks(await source.read(0, source.size));
  const samplesPerPixel = colourType === 0 || colourType === 4 ? 1 : 3;
  const sampleType = depth === 16 ? 'uint16' : 'uint8';
  const bitsStored = colourType === 3 ? 8 : depth;
  return {
    description: describePicture('png', { rows, columns, samplesPerPixel, sampleType, bitsStored, lossy: false }),
    stored() {
      const values = decodeSamples(essential, rows * columns);
      if (values.length !== rows * columns * samplesPerPixel) throw new CodedError('image-corrupt');
      return Promise.resolve({
        bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        values,
        ybr: false,
      });
    },
    frameOf: ({ values }) => ({ rows, columns, samplesPerPixel, sampleType, values }),
  };
}

function decodeSamples(bytes: Uint8Array, pixels: number): Uint8Array | Uint16Array {
  try {
    return samplesOf(decode(bytes, { checkCrc: true }), pixels);
  } catch (cause) {
    throw new CodedError('image-corrupt', {}, { cause });
  }
}

function samplesOf(png: DecodedPng, pixels: number): Uint8Array | Uint16Array {
  if (png.palette) {
    const channels = png.palette[0]?.length ?? 3;
    const rgb = convertIndexedToRgb(png) as Uint8Array;
    return channels === 4 ? onBlack(rgb, 4, pixels, 8) : rgb;
  }
  const data = png.data instanceof Uint8ClampedArray ? new Uint8Array(png.data) : png.data;
  if (png.depth < 8) return unpacked(data as Uint8Array, png.width, png.height, png.depth);
  return png.channels === 2 || png.channels === 4 ? onBlack(data, png.channels, pixels, png.depth) : data;
}

/** Premultiplies by alpha and drops it. */
function onBlack(data: Uint8Array | Uint16Array, channels: number, pixels: number, depth: number) {
  const kept = channels - 1;
  const opaque = 2 ** depth - 1;
  const out = depth === 16 ? new Uint16Array(pixels * kept) : new Uint8Array(pixels * kept);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const alpha = data[pixel * channels + kept] as number;
    for (let sample = 0; sample < kept; sample++) {
      out[pixel * kept + sample] = Math.round(((data[pixel * channels + sample] as number) * alpha) / opaque);
    }
  }
  return out;
}

/** 1-, 2- and 4-bit grey: packed from the highest bit, each row on its own bytes. */
function unpacked(data: Uint8Array, columns: number, rows: number, depth: number): Uint8Array {
  const rowBytes = Math.ceil((columns * depth) / 8);
  const perByte = 8 / depth;
  const out = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const byte = data[row * rowBytes + Math.floor(column / perByte)] as number;
      const shift = 8 - depth * ((column % perByte) + 1);
      out[row * columns + column] = (byte >> shift) & (2 ** depth - 1);
    }
  }
  return out;
}
