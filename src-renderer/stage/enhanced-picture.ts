import type { SampleArray } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription, Window } from '../../src-shared/imaging/instance.ts';
import { greyPresentationOf, modalityOf, windowed } from '../../src-shared/imaging/presentation.ts';
import type { ArtefactPicture } from './artefact-picture.ts';
import { firstWindow, rangeOf } from './default-window.ts';

const WHITE = 65_535;
/** Of a picture's differences this share is allowed to be stronger than the strongest colour: single pixels. */
const BEYOND = 0.001;

/** What the numbers 0 and 65535 of an enhanced picture stand for. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** The picture that was enhanced, as the reader decoded it. */
export interface Original {
  readonly rows: number;
  readonly columns: number;
  readonly values: SampleArray;
  readonly description: PixelDescription;
}

/** How the picture beside it is shown now. */
export interface Shown {
  readonly window: Window | null;
  readonly inverted: boolean;
}

/** Whether an enhanced picture holds what a person sees first (0–255), and not modality values. */
function isSeen({ low, high }: Ends): boolean {
  return low === 0 && high === 255;
}

/**
 * An enhanced picture as opaque RGBA in the window of the original beside it, so that nothing but the network's work differs
 * between the halves. Of a picture that was enhanced as it is first seen, what its first window cut is lost.
 */
export function paintEnhanced(
  picture: ArtefactPicture,
  ends: Ends,
  original: Original,
  shown: Shown,
): Uint8ClampedArray<ArrayBuffer> {
  const { samples, values, rows, columns } = picture;
  const out = new Uint8ClampedArray(rows * columns * 4).fill(255);
  const table = Uint8Array.from({ length: WHITE + 1 }, grey(ends, original, shown, samples));
  for (let i = 0; i < rows * columns; i++) {
    for (let sample = 0; sample < 3; sample++) {
      out[i * 4 + sample] = table[values[i * samples + (samples === 3 ? sample : 0)] as number] as number;
    }
  }
  return out;
}

function grey(ends: Ends, { values, description }: Original, { window, inverted }: Shown, samples: number) {
  const turn = (seen: number) => Math.round(inverted ? 255 - seen : seen);
  const value = (code: number) => ends.low + (code / WHITE) * (ends.high - ends.low);
  if (samples === 3 || !window) return (_: unknown, code: number) => turn(value(code));
  const negative = description.photometric === 'MONOCHROME1';
  const now = windowed(window);
  const seen = (modality: number) => (negative ? 255 - now(modality) : now(modality));
  if (!isSeen(ends)) return (_: unknown, code: number) => turn(seen(value(code)));
  const back = unwindowed(firstWindow(values, description).window);
  return (_: unknown, code: number) => turn(seen(back(negative ? 255 - value(code) : value(code))));
}

/** What a window was given, from what it made of it (0–255). */
function unwindowed(window: Window): (seen: number) => number {
  if (window.function === 'SIGMOID') {
    return (seen) => {
      const share = Math.min(0.999, Math.max(0.001, seen / 255));
      return window.center - (window.width / 4) * Math.log(1 / share - 1);
    };
  }
  const { lower, upper } = rangeOf(window);
  return (seen) => lower + (seen / 255) * (upper - lower);
}

/** How far an enhanced picture is from the original. */
export interface Difference {
  /** 0 (none) to 1 (`strongest` and beyond), a value for each pixel of the enhanced picture. */
  readonly strengths: Float32Array;
  /** As a share of the range from black to white. */
  readonly strongest: number;
}

/**
 * The absolute difference in grey between an enhanced picture and the original, which is enlarged to its grid (linear,
 * half-pixel centres). Colour counts by its luma.
 */
export function differenceOf(picture: ArtefactPicture, ends: Ends, original: Original): Difference {
  const { rows, columns, samples, values } = picture;
  const before = isSeen(ends)
    ? greyPresentationOf(original.values, original.description)
    : Float32Array.from(original.values, modalityOf(original.description));
  const range = ends.high - ends.low;
  const after = (i: number) => {
    if (samples === 1) return values[i] as number;
    const [red, green, blue] = values.subarray(i * 3, i * 3 + 3) as unknown as [number, number, number];
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  };
  const strengths = new Float32Array(rows * columns);
  const down = taps(rows, original.rows);
  const across = taps(columns, original.columns);
  for (let row = 0; row < rows; row++) {
    const [top, bottom, below] = down(row);
    for (let column = 0; column < columns; column++) {
      const [left, right, beside] = across(column);
      const at = (r: number, c: number) => before[r * original.columns + c] as number;
      const upper = at(top, left) * (1 - beside) + at(top, right) * beside;
      const lower = at(bottom, left) * (1 - beside) + at(bottom, right) * beside;
      const was = (upper * (1 - below) + lower * below - ends.low) / range;
      const i = row * columns + column;
      strengths[i] = Math.abs(after(i) / WHITE - Math.min(1, Math.max(0, was)));
    }
  }
  const strongest = strengths.toSorted()[Math.ceil((strengths.length - 1) * (1 - BEYOND))] ?? 0;
  if (strongest > 0) strengths.forEach((value, i) => (strengths[i] = Math.min(1, value / strongest)));
  return { strengths, strongest };
}

/** The two neighbours of a place in a smaller grid, and the second one's weight. */
function taps(size: number, from: number): (at: number) => [number, number, number] {
  return (at) => {
    const place = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / size - 0.5));
    const first = Math.floor(place);
    return [first, Math.min(from - 1, first + 1), place - first];
  };
}
