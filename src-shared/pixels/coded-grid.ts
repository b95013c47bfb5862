import { revalued, type TabledPicture } from '../imaging/tabled-picture.ts';
import type { Plane } from './channels.ts';
import { newGrid, type Grid, type Room } from './grid.ts';
import { lookUpCodes, type CodedChannel } from './look-up-codes.ts';
import { shrinkOnto, type StandardisedChannel } from './shrink-coded.ts';

/** Rows and columns before and after. */
interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly outRows: number;
  readonly outColumns: number;
}

/**
 * A picture of codes as a network's grid of one slice, at its own size or made narrower with the triangle filter, and
 * standardised: every number is written once. To the bit what resizing, copying and standardising one after the other make.
 *
 * @param planes a plane for each channel; a grey picture is the same one several times
 * @param means of each channel, and `stds`: `(value - mean) / std`, with 1 / std rounded to float64 first
 * @param room where its numbers go; absent: into an array of their own
 * @returns null for any other picture or size
 */
export function codedGrid(
  planes: readonly Plane[],
  sizes: Sizes,
  { mean: means, std: stds }: { readonly mean: readonly number[]; readonly std: readonly number[] },
  room?: Room,
): Grid | null {
  const { rows, columns, outRows, outColumns } = sizes;
  const same = rows === outRows && columns === outColumns;
  if (!planes.every(isCoded) || !(same || outColumns < columns)) return null;
  const grid = newGrid(planes.length, 1, outRows, outColumns, room);
  const channels = planes.map((_, channel): StandardisedChannel => {
    const [mean, std] = [means[channel] as number, stds[channel] as number];
    return { at: channel * outRows * outColumns, mean, std };
  });
  for (const plane of new Set(planes)) {
    const own = channels.filter((_, channel) => planes[channel] === plane);
    if (same) lookUp(plane, own, grid.values);
    else if (!shrinkOnto(plane, sizes, own, grid.values)) return null;
  }
  return grid;
}

function isCoded(plane: Plane): plane is TabledPicture {
  return !(plane instanceof Float32Array);
}

function lookUp(plane: TabledPicture, own: readonly StandardisedChannel[], values: Float32Array): void {
  const { codes } = plane;
  const channels = own.map(({ at, mean, std }): CodedChannel => {
    const scale = 1 / std;
    return { at, table: revalued(plane, (value) => (value - mean) * scale).table };
  });
  if (codes instanceof Uint8Array) return lookUpCodes(codes, channels, values);
  for (const { at, table } of channels) {
    for (let i = 0; i < codes.length; i++) values[at + i] = table[codes[i] as number] as number;
  }
}
