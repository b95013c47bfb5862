import { inflateSync } from 'node:zlib';
import { CodedError, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ByteSource } from '../containers/byte-source.ts';
import type { OpenImage } from '../image.ts';
import { describePicture } from './describe.ts';
import { readPngChunks, type PngChunks } from './png-chunks.ts';
import { inflatedBytes, pngSamples } from './png-samples.ts';

const MAX_FILE_BYTES = 512 * 2 ** 20;
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

type Samples = Uint8Array | Uint16Array;

/**
 * Opens a PNG picture: grey (1–16 bit), RGB, palette (as RGB). Alpha is a mask for showing, no measurement: it is laid on
 * black, so that transparent pixels are 0. Throws `image-corrupt`, `image-too-large`. Warns with `image-metadata-limit` of
 * texts and profiles that are left out, and with `picture-turned` where the picture is not shown as its Exif asks, with
 * `picture-made` where a network of this program made it.
 */
export async function openPng(source: ByteSource): Promise<OpenImage> {
  if (source.size > MAX_FILE_BYTES) throw new CodedError('image-too-large');
  const chunks = readPngChunks(await source.read(0, source.size));
  const { rows, columns, depth, colourType } = chunks;
  const samplesPerPixel = colourType === 0 || colourType === 4 ? 1 : 3;
  const sampleType = depth === 16 ? 'uint16' : 'uint8';
  const bitsStored = colourType === 3 ? 8 : depth;
  const picture = describePicture('png', { rows, columns, samplesPerPixel, sampleType, bitsStored, lossy: false });
  const warnings: Coded[] = [
    ...(chunks.metadataTooLarge ? [{ code: 'image-metadata-limit' as const, details: {} }] : []),
    ...(chunks.turned ? [{ code: 'picture-turned' as const, details: {} }] : []),
    ...(chunks.made ? [{ code: 'picture-made' as const, details: {} }] : []),
  ];
  return {
    description: { ...picture, warnings: [...picture.warnings, ...warnings] },
    async stored() {
      const values = shownSamples(chunks);
      return { bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength), values, ybr: false };
    },
    frameOf: ({ values }) => ({ rows, columns, samplesPerPixel, sampleType, values }),
  };
}

/**
 * A PNG of one sample a pixel as the numbers that it holds: grey values, or the indices of a palette, whatever their colours.
 * Throws as {@link openPng}, `label-file-damaged` for colour and alpha.
 */
export async function pngNumbers(source: ByteSource): Promise<{ rows: number; columns: number; values: Samples }> {
  if (source.size > MAX_FILE_BYTES) throw new CodedError('image-too-large');
  const chunks = readPngChunks(await source.read(0, source.size));
  if (CHANNELS[chunks.colourType] !== 1) throw new CodedError('label-file-damaged');
  return { rows: chunks.rows, columns: chunks.columns, values: decode(chunks, 1) };
}

function shownSamples(chunks: PngChunks): Samples {
  const { colourType, depth, palette, transparency } = chunks;
  const channels = CHANNELS[colourType] as number;
  const samples = decode(chunks, channels);
  if (palette && colourType === 3) return fromPalette(samples, palette, transparency);
  if (colourType === 4 || colourType === 6) return onBlack(samples, channels, 2 ** depth - 1);
  return transparency ? withoutColour(samples, channels, transparency) : samples;
}

/** Inflates to what the header promises and not a byte more. */
function decode(chunks: PngChunks, channels: number): Samples {
  const layout = { ...chunks, channels };
  const bytes = inflatedBytes(layout);
  let inflated: Uint8Array;
  try {
    inflated = inflateSync(Buffer.concat(chunks.data), { maxOutputLength: bytes });
  } catch (cause) {
    throw new CodedError('image-corrupt', {}, { cause });
  }
  if (inflated.length !== bytes) throw new CodedError('image-corrupt');
  return pngSamples(inflated, layout);
}

/** Indices become RGB, laid on black by their alpha. Throws `image-corrupt` for an index beyond the palette. */
function fromPalette(indices: Samples, palette: Uint8Array, alphas: Uint8Array | null): Uint8Array {
  const colours = palette.map((value, i) => Math.round((value * (alphas?.[Math.floor(i / 3)] ?? 255)) / 255));
  const rgb = new Uint8Array(indices.length * 3);
  for (let i = 0; i < indices.length; i++) {
    const at = (indices[i] as number) * 3;
    if (at >= colours.length) throw new CodedError('image-corrupt');
    rgb[i * 3] = colours[at] as number;
    rgb[i * 3 + 1] = colours[at + 1] as number;
    rgb[i * 3 + 2] = colours[at + 2] as number;
  }
  return rgb;
}

/** Multiplies by alpha, the last channel, and drops it. */
function onBlack(samples: Samples, channels: number, opaque: number): Samples {
  const kept = channels - 1;
  const pixels = samples.length / channels;
  const out = samples instanceof Uint16Array ? new Uint16Array(pixels * kept) : new Uint8Array(pixels * kept);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const alpha = samples[pixel * channels + kept] as number;
    for (let sample = 0; sample < kept; sample++) {
      out[pixel * kept + sample] = Math.round(((samples[pixel * channels + sample] as number) * alpha) / opaque);
    }
  }
  return out;
}

/** One grey or colour is transparent: its pixels become 0. */
function withoutColour(samples: Samples, channels: number, transparency: Uint8Array): Samples {
  const key = Array.from(
    { length: channels },
    (_, i) => ((transparency[2 * i] ?? 0) << 8) | (transparency[2 * i + 1] ?? 0),
  );
  for (let at = 0; at < samples.length; at += channels) {
    if (key.every((value, i) => samples[at + i] === value)) samples.fill(0, at, at + channels);
  }
  return samples;
}
